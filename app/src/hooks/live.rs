//! Values that change, of any type.
//!
//! Leptos compiles signals and memos, and all that keeps, follows and frees them, anew for every type they hold. These
//! hold a pointer to their value, so all of them are one type to Leptos; only reading the value knows which it is.

use leptos::prelude::*;
use std::{any::Any, marker::PhantomData, sync::Arc};

/// What can be held: it is compared where nothing should happen if nothing has changed.
pub trait Held: Any + Send + Sync {
    fn equals(&self, other: &dyn Held) -> bool;
}

impl<T: PartialEq + Send + Sync + 'static> Held for T {
    fn equals(&self, other: &dyn Held) -> bool {
        (other as &dyn Any).downcast_ref() == Some(self)
    }
}

#[derive(Clone)]
struct Anything(Arc<dyn Held>);

impl PartialEq for Anything {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(&*other.0)
    }
}

impl Anything {
    fn known<T: Held>(&self) -> &T {
        let value: &dyn Any = &*self.0;
        value.downcast_ref().expect("it is read as what it was made of")
    }
}

/// A value that can be set.
pub struct Live<T>(RwSignal<Anything>, PhantomData<T>);

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Live<T> {}

impl<T: Held + Clone> Live<T> {
    pub fn new(value: T) -> Self {
        Self(RwSignal::new(Anything(Arc::new(value))), PhantomData)
    }

    /// Tracks.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.0.get().known())
    }

    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.0.get_untracked().known())
    }

    /// Tracks.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// Does nothing when the page it belonged to has been left.
    pub fn set(self, value: T) {
        let _ = self.0.try_set(Anything(Arc::new(value)));
    }

    /// Does nothing when the page it belonged to has been left.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        if let Some(value) = self.0.try_get_untracked() {
            let mut value = value.known::<T>().clone();
            change(&mut value);
            self.set(value);
        }
    }
}

/// A value that follows from others. Who reads it hears of it only when it has become another one.
pub struct Derived<T>(Memo<Anything>, PhantomData<T>);

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

impl<T: Held + Clone> Derived<T> {
    pub fn new(derive: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let derive: Box<dyn Fn() -> Anything + Send + Sync> = Box::new(move || Anything(Arc::new(derive())));
        Self(Memo::new(move |_| derive()), PhantomData)
    }

    /// Tracks.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.0.get().known())
    }

    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.0.get_untracked().known())
    }

    /// Tracks.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}
