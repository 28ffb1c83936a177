//! What Lore does about signals of the system. Leaves out the one of a reader that went away: Rust's runtime
//! makes an error of that.

/// Makes a file that grows beyond what `ulimit -f` allows an error of whoever writes it, as a full disk is. By
/// itself the system ends the program, and no question has an answer. Call it before any thread is started.
///
/// The signal is caught rather than ignored, since programs that this one starts would go on ignoring it.
#[cfg(unix)]
pub(crate) fn report_files_that_grow_too_large() {
    extern "C" fn nothing(_: libc::c_int) {}
    let nothing: extern "C" fn(libc::c_int) = nothing;
    // SAFETY: what is called when the signal comes does nothing, so it may be called at any time. Refused, all
    // stays as it was.
    #[allow(unsafe_code)]
    unsafe {
        libc::signal(libc::SIGXFSZ, nothing as libc::sighandler_t);
    }
}

/// Other systems have no such limit.
#[cfg(not(unix))]
pub(crate) fn report_files_that_grow_too_large() {}
