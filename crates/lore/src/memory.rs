//! How the system's allocator gives memory back. Leaves out how much a batch of notes takes, which the text
//! index bounds.

/// Makes the allocator return every large block to the system when it is freed: for commands that read whole
/// vaults or live long. Call it before any thread is started.
///
/// The C library raises by itself the size from which blocks are the system's own, up to 32 MB: freed once,
/// the blocks of a megabyte in which the text index collects its postings are carved from the heap of the
/// thread that asks, and the next thread cannot have them. Of 256,000 notes that held 280 of 800 MB. See
/// `M_MMAP_THRESHOLD` in mallopt(3): setting it ends the raising. Other commands are faster with blocks that
/// were used before: an edit of a small vault by a millisecond of thirty.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn return_large_blocks() {
    /// Below the megabyte of those blocks.
    const LARGE: libc::c_int = 512 * 1024;
    // SAFETY: mallopt takes two integers, and no other thread allocates yet. Refused, all stays as it was.
    #[allow(unsafe_code)]
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
}

/// Other systems' allocators give back by rules of their own.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn return_large_blocks() {}
