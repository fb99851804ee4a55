//! Exit codes. They are part of the public interface: a scheduler decides by them.

/// No finding at or above `--fail-on`, no file rejected.
pub const CLEAN: u8 = 0;
/// Findings at or above `--fail-on`.
pub const FINDINGS: u8 = 1;
/// The command line or the schemas are wrong; nothing was read.
pub const USAGE: u8 = 2;
/// Some files were rejected; the others were loaded.
pub const REJECTED: u8 = 3;
/// The database or the archive of the originals could not be opened, read or written.
pub const DATABASE: u8 = 4;
/// `verify` found that the database, its history or its originals are not what they were.
pub const DAMAGED: u8 = 5;
/// A fault of this program.
pub const FAULT: u8 = 70;
/// The results could not be written: the disk is full, for one.
pub const OUTPUT: u8 = 74;

/// What `--help` says about them.
pub const HELP: &str = "\
Exit codes:
  0   clean
  1   findings at or above --fail-on
  2   usage, or faults in the schemas
  3   some files rejected, the others loaded
  4   database, or archive of the originals
  5   verify: the database, its history or its originals are not what they were
  70  a fault of this program
  74  the results could not be written";
