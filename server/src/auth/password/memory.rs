//! The memory Argon2 works in: 19 MiB for each hash under way.
//!
//! The system clears memory before it lends it, which costs a seventh of what the hash itself does. So while others wait
//! for their turn, the next hash gets the memory of the last one, whose content it overwrites before it reads any
//! (RFC 9106, section 3.2). When nobody waits, all of it is given back.

use argon2::Block;
use std::sync::{Mutex, PoisonError};

pub(super) struct Memory {
    /// How many blocks of 1 KiB a hash under today's parameters takes.
    blocks: usize,
    /// As many at most as hashes are made at a time.
    spare: Mutex<Vec<Vec<Block>>>,
}

impl Memory {
    pub(super) fn for_blocks(blocks: usize) -> Self {
        Self {
            blocks,
            spare: Mutex::default(),
        }
    }

    /// What is there; empty where nothing was kept.
    pub(super) fn take(&self) -> Vec<Block> {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_default()
    }

    /// For the next one. What a hash under other parameters took is of another size and not kept.
    pub(super) fn keep(&self, blocks: Vec<Block>) {
        if blocks.capacity() == self.blocks {
            let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
            spare.push(blocks);
        }
    }

    pub(super) fn clear(&self) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_memory_of_the_right_size_is_kept_and_only_until_it_is_taken() {
        let memory = Memory::for_blocks(8);
        memory.keep(vec![Block::new(); 16]);
        assert!(memory.take().is_empty());
        memory.keep(vec![Block::new(); 8]);
        assert_eq!(memory.take().len(), 8);
        assert!(memory.take().is_empty());
        memory.keep(vec![Block::new(); 8]);
        memory.clear();
        assert!(memory.take().is_empty());
    }
}
