//! Folders and files for their owner alone, and their way to the disk.

use crate::desk::Staged;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Makes a folder unless it is there.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    match create_folder(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        other => other,
    }
}

/// Makes a folder.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a file.
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Brings the bytes of files to the disk.
///
/// Many at once are brought there by flushing their file system: one call, where a call a file takes milliseconds each.
pub(crate) fn flush(folder: &File, files: &[Staged]) -> io::Result<()> {
    match files {
        [] => flush_all(folder, || Ok(())),
        [one] => File::open(&one.path)?.sync_all(),
        many => flush_all(folder, || many.iter().try_for_each(|staged| File::open(&staged.path)?.sync_all())),
    }
}

/// Brings new names to the disk: the folders of the given files, and the root, in which a folder may be new.
pub(crate) fn flush_names(folder: &File, root: &Path, named: impl Iterator<Item = PathBuf>) -> io::Result<()> {
    let one_by_one = || {
        let mut folders: Vec<PathBuf> = named.filter_map(|path| path.parent().map(Path::to_owned)).collect();
        folders.push(root.to_owned());
        folders.sort_unstable();
        folders.dedup();
        folders.iter().try_for_each(|folder| File::open(folder)?.sync_all())
    };
    flush_all(folder, one_by_one)
}

/// Flushes the file system of an open folder.
#[cfg(target_os = "linux")]
fn flush_all(folder: &File, _one_by_one: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    Ok(rustix::fs::syncfs(folder)?)
}

#[cfg(not(target_os = "linux"))]
fn flush_all(_folder: &File, one_by_one: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    one_by_one()
}
