//! Recognizing network file systems, on which a write-ahead log damages a database: its index is memory shared between
//! processes, and processes on two machines share none.

use crate::error::{ErrorKind, Result, StoreError};
use std::path::Path;

const NETWORK: [&str; 10] = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "fuse.sshfs"];

/// Refuses a path on a network file system. Where the system does not tell, the path is taken as local.
pub(super) fn refuse(path: &Path) -> Result<()> {
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else { return Ok(()) };
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    match folder.and_then(|folder| network_of(&mounts, &folder)) {
        Some(system) => Err(StoreError::new(ErrorKind::Network(system), "look at the file system")),
        None => Ok(()),
    }
}

/// The network file system that a folder lies on, if it lies on one.
fn network_of(mounts: &str, folder: &Path) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((mount, system)) = line.split_once(" - ") else { continue };
        let Some(point) = mount.split(' ').nth(4) else { continue };
        let point = point.replace("\\040", " ");
        let Some(system) = system.split(' ').next() else { continue };
        // Of two mounts at one point the later one hides the earlier.
        if folder.starts_with(&point) && best.is_none_or(|(length, _)| point.len() >= length) {
            best = Some((point.len(), system));
        }
    }
    best.map(|(_, system)| system.to_owned()).filter(|system| NETWORK.contains(&system.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_decides() {
        let mounts = "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
            30 21 0:40 / /mnt/our\\040share rw,relatime shared:5 - nfs4 server:/x rw\n\
            31 30 8:2 / /mnt/our\\040share/local rw - xfs /dev/sdb rw\n";
        let of = |path: &str| network_of(mounts, Path::new(path));
        assert_eq!(of("/home/officer"), None);
        assert_eq!(of("/mnt/our share/round"), Some("nfs4".to_owned()));
        assert_eq!(of("/mnt/our share/local/round"), None);
        assert_eq!(of("/mnt/our sharer"), None);
    }
}
