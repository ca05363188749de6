//! File systems.

use std::ffi::CStr;
use std::io;
use std::mem::MaybeUninit;

/// Numbers about the file system that holds `path`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "the C manual documents each")]
pub struct Volume {
    pub block_size: u64,
    pub fragment_size: u64,
    pub blocks: u64,
    pub free_blocks: u64,
    pub available_blocks: u64,
    pub files: u64,
    pub free_files: u64,
    pub available_files: u64,
    pub id: u64,
    pub flags: u64,
    pub longest_name: u64,
}

/// `statvfs`. It blocks for as long as the file system does.
pub fn statvfs(path: &CStr) -> io::Result<Volume> {
    let mut stat = MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: a C string, and a place of ours, which is filled when the call returns 0 and read only then.
    let stat = unsafe {
        if libc::statvfs(path.as_ptr(), stat.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        stat.assume_init()
    };
    Ok(Volume {
        block_size: stat.f_bsize,
        fragment_size: stat.f_frsize,
        blocks: stat.f_blocks,
        free_blocks: stat.f_bfree,
        available_blocks: stat.f_bavail,
        files: stat.f_files,
        free_files: stat.f_ffree,
        available_files: stat.f_favail,
        id: stat.f_fsid,
        flags: stat.f_flag,
        longest_name: stat.f_namemax,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_on_a_file_system() {
        assert!(statvfs(c"/").is_ok_and(|volume| volume.longest_name > 0));
        assert!(statvfs(c"/no such folder").is_err());
    }
}
