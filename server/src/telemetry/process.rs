//! What the system knows about this process. Only Linux is asked; elsewhere nothing is known.

use std::fs;

/// What a page of memory is on the machines we know.
const PAGE: u64 = 4096;
/// How many ticks the kernel counts in a second (`USER_HZ`).
const TICKS: f64 = 100.0;

/// Memory in use, in bytes.
pub(super) fn resident_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}

/// Files and connections that are open.
pub(super) fn open_files() -> Option<u64> {
    // One of them is the folder that is being read.
    let count = fs::read_dir("/proc/self/fd").ok()?.count();
    u64::try_from(count).ok()?.checked_sub(1)
}

/// How many may be open.
pub(super) fn most_open_files() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/limits").ok()?;
    let line = text.lines().find(|line| line.starts_with("Max open files"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

/// Processor time used so far, in seconds.
pub(super) fn processor_time() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses and may hold anything.
    let (_, rest) = text.rsplit_once(')')?;
    let mut ticks = rest.split_whitespace().skip(11).map(|field| field.parse::<u32>().ok());
    let (own, system) = (ticks.next()??, ticks.next()??);
    Some((f64::from(own) + f64::from(system)) / TICKS)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_running_process_has_memory_files_and_a_past() {
        assert!(resident_memory().is_some_and(|bytes| bytes > 1_000_000));
        assert!(open_files().is_some_and(|count| count >= 3));
        assert!(most_open_files() >= open_files());
        assert!(processor_time().is_some());
    }
}
