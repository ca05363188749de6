//! Who a process is: giving up root's rights, and the folder that is its root.

use std::ffi::CStr;
use std::ffi::CString;
use std::io;
use std::mem::MaybeUninit;

use libc::gid_t;
use libc::uid_t;

/// Whom a process shall be. Found before the root folder changes, for the files that name users stay behind.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    user: Option<uid_t>,
    group: Option<gid_t>,
    /// All groups, when there is a user or a group.
    groups: Vec<gid_t>,
    root: Option<CString>,
}

/// What of an [`Identity`] cannot be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unknown {
    /// There is no such user.
    User,
    /// There is no such group.
    Group,
    /// There is no such folder.
    Root,
}

/// The longest entry of the tables of users and groups that is read.
const ENTRY: usize = 65536;

impl Identity {
    /// By names. Who names a user and no group gets that user's groups.
    pub fn find(user: Option<&str>, group: Option<&str>, root: Option<&str>) -> Result<Self, Unknown> {
        let user = user.map(|name| find_user(name).ok_or(Unknown::User)).transpose()?;
        let group = group.map(|name| find_group(name).ok_or(Unknown::Group)).transpose()?;
        let groups = match (&user, group) {
            (Some((name, _, own)), group) => groups_of(name, group.unwrap_or(*own)),
            (None, group) => group.into_iter().collect(),
        };
        let is_folder = |root: &&str| std::fs::metadata(root).is_ok_and(|about| about.is_dir());
        let root = match root {
            None => None,
            Some(path) if is_folder(&path) => CString::new(path).ok(),
            Some(_) => return Err(Unknown::Root),
        };
        let group = group.or(user.as_ref().map(|user| user.2));
        Ok(Self { user: user.map(|user| user.1), group, groups, root })
    }

    /// Whether it changes nothing.
    pub fn is_nobody_else(&self) -> bool {
        self.user.is_none() && self.group.is_none() && self.root.is_none()
    }

    /// Makes this process that: the root folder first, then the groups, and the user last, for each step needs what the
    /// next one gives up. After an error the process must not go on.
    pub fn assume(&self) -> io::Result<()> {
        if let Some(root) = &self.root {
            // SAFETY: C strings.
            check(unsafe { libc::chroot(root.as_ptr()) })?;
            // SAFETY: as above. The old folder would be a way out.
            check(unsafe { libc::chdir(c"/".as_ptr()) })?;
        }
        if let Some(group) = self.group {
            // SAFETY: pointer and length are those of a live slice.
            check(unsafe { libc::setgroups(self.groups.len(), self.groups.as_ptr()) })?;
            // SAFETY: plain numbers.
            check(unsafe { libc::setgid(group) })?;
        }
        if let Some(user) = self.user {
            // SAFETY: plain numbers.
            check(unsafe { libc::setuid(user) })?;
        }
        Ok(())
    }
}

/// Whether this process has root's rights.
pub fn is_root() -> bool {
    // SAFETY: no arguments; it cannot fail.
    unsafe { libc::geteuid() == 0 }
}

fn check(result: libc::c_int) -> io::Result<()> {
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn find_user(name: &str) -> Option<(CString, uid_t, gid_t)> {
    let name = CString::new(name).ok()?;
    let mut entry = MaybeUninit::<libc::passwd>::uninit();
    let mut text = vec![0; ENTRY];
    let mut found = std::ptr::null_mut();
    // SAFETY: all pointers are live, the length is the buffer's; the entry is read only when the call says it was found.
    unsafe {
        libc::getpwnam_r(name.as_ptr(), entry.as_mut_ptr(), text.as_mut_ptr(), text.len(), &mut found);
        (!found.is_null()).then(|| entry.assume_init()).map(|entry| (name, entry.pw_uid, entry.pw_gid))
    }
}

fn find_group(name: &str) -> Option<gid_t> {
    let name = CString::new(name).ok()?;
    let mut entry = MaybeUninit::<libc::group>::uninit();
    let mut text = vec![0; ENTRY];
    let mut found = std::ptr::null_mut();
    // SAFETY: as in `find_user`.
    unsafe {
        libc::getgrnam_r(name.as_ptr(), entry.as_mut_ptr(), text.as_mut_ptr(), text.len(), &mut found);
        (!found.is_null()).then(|| entry.assume_init()).map(|entry| entry.gr_gid)
    }
}

/// All groups of a user, with `own` among them.
fn groups_of(user: &CStr, own: gid_t) -> Vec<gid_t> {
    let mut groups = vec![own; 1024];
    let mut count = groups.len() as libc::c_int;
    // SAFETY: pointer and count are those of a live vector; the call writes no more than that, and says how many.
    let fits = unsafe { libc::getgrouplist(user.as_ptr(), own, groups.as_mut_ptr(), &mut count) } >= 0;
    groups.truncate(if fits { count as usize } else { 1 });
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_there_is_not_found() {
        assert_eq!(Identity::find(Some("nobody there"), None, None).err(), Some(Unknown::User));
        assert_eq!(Identity::find(None, Some("nobody there"), None).err(), Some(Unknown::Group));
        assert_eq!(Identity::find(None, None, Some("/nowhere")).err(), Some(Unknown::Root));
        assert!(Identity::find(None, None, None).is_ok_and(|nobody| nobody.is_nobody_else()));
    }

    #[test]
    fn a_user_brings_their_groups() {
        let root = Identity::find(Some("root"), None, Some("/")).expect("root is everywhere");
        assert_eq!((root.user, root.group), (Some(0), Some(0)));
        assert!(root.groups.contains(&0) && root.root.is_some());
    }
}
