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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn a_value_is_what_it_was_set_to_last() {
        let owner = Owner::new();
        let value = owner.with(|| Live::new(vec![1]));
        value.update(|numbers| numbers.push(2));
        assert_eq!(value.get_untracked(), [1, 2]);
        value.set(vec![3]);
        assert_eq!(value.with_untracked(Vec::len), 1);
    }

    /// An answer may arrive when the page that asked has been left.
    #[test]
    fn a_value_of_a_page_that_was_left_takes_nothing_more() {
        let owner = Owner::new();
        let value = owner.with(|| Live::new(1));
        owner.cleanup();
        value.set(2);
        value.update(|number| *number += 1);
    }

    #[test]
    fn what_follows_is_told_only_when_it_has_become_another() {
        static ASKED: AtomicU32 = AtomicU32::new(0);
        let owner = Owner::new();
        owner.with(|| {
            let number = Live::new(1);
            let is_odd = Derived::new(move || number.get() % 2 == 1);
            let word = Derived::new(move || {
                ASKED.fetch_add(1, Ordering::Relaxed);
                if is_odd.get() { "odd" } else { "even" }
            });
            for (next, said, asked) in [
                (1, "odd", 1),
                (3, "odd", 1),
                (4, "even", 2),
                (6, "even", 2),
                (7, "odd", 3),
            ] {
                number.set(next);
                assert_eq!(
                    (word.get_untracked(), ASKED.load(Ordering::Relaxed)),
                    (said, asked),
                    "{next}"
                );
            }
        });
    }
}
