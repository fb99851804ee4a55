//! The zip container of a workbook, checked before anything in it is read.

use crate::elements::Elements;
use crate::fault::{Fault, damaged, encrypted, limit, ours};
use crate::limits::Limits;
use crate::xml::{Token, XmlFault};
use rustc_hash::FxHashMap;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

/// A container whose directory makes sense: no part stands twice, none lies inside another, none is encrypted.
pub(crate) struct Container<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Index and declared size by the name under which readers find the part.
    parts: FxHashMap<String, (usize, u64)>,
    limits: Limits,
    /// Bytes that all parts read so far declare.
    taken: u64,
    /// The memory in which one part after the other is scanned.
    buffer: Vec<u8>,
}

/// The bytes of a part, inflated.
pub(crate) type PartBytes<'a> = Box<dyn Read + Send + 'a>;

impl<'b> Container<'b> {
    pub(crate) fn open(bytes: &'b [u8], limits: Limits) -> Result<Self, Fault> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("its container is broken"))?;
        if archive.len() > limits.entries {
            return Err(limit("entries in the container", limits.entries as u64));
        }
        if archive.has_duplicate_names() {
            return Err(damaged("its container holds two parts of one name"));
        }
        let mut parts = FxHashMap::default();
        let metadata = archive.metadata();
        for index in 0..metadata.len() {
            let entry = metadata.entry(index).map_err(|_| damaged("its container is broken"))?;
            if entry.encrypted() {
                return Err(encrypted());
            }
            let name = entry.name().map_err(|_| damaged("a part of its container has an unreadable name"))?;
            // Readers take either slash and any case; two names that differ only so are one name with two contents.
            if parts.insert(key(&name), (index, entry.size())).is_some() {
                return Err(damaged("its container holds two parts of one name"));
            }
        }
        match archive.has_overlapping_entries() {
            Ok(false) => Ok(Self { archive, parts, limits, taken: 0, buffer: Vec::new() }),
            Ok(true) => Err(damaged("parts of its container overlap")),
            Err(_) => Err(damaged("its container is broken")),
        }
    }

    /// Scans a part as XML; `scan` sees every token and keeps what it needs. The part is read to its end, so that its
    /// checksum is compared and its declared size is true. `None` if there is no such part.
    pub(crate) fn scan<T>(
        &mut self,
        name: &str,
        most: u64,
        scan: impl FnOnce(&mut Elements<PartBytes<'_>>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let Some((index, declared)) = self.admit(name, most)? else { return Ok(None) };
        let buffer = std::mem::take(&mut self.buffer);
        let mut elements = elements(&mut self.archive, (name, index, declared), self.limits, buffer)?;
        let found = scan(&mut elements)?;
        while elements.next().map_err(|fault| xml(name, fault))?.is_some() {}
        if elements.tokens.total() != declared {
            return Err(damaged(format!("the size of its part {} is not the one declared", shown(name))));
        }
        self.buffer = elements.tokens.into_buffer();
        Ok(Some(found))
    }

    /// A part that was scanned before, from its beginning.
    pub(crate) fn again(&mut self, name: &str) -> Result<Elements<PartBytes<'_>>, Fault> {
        let &(index, declared) = self.parts.get(&key(name)).ok_or_else(|| ours("a part that was scanned is not there"))?;
        elements(&mut self.archive, (name, index, declared), self.limits, Vec::new())
    }

    /// True if there is such a part.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&key(name))
    }

    /// Reads a part that is no XML; it is inflated as far as `read` takes it and to its end. `None` if there is no such part.
    pub(crate) fn stream<T>(
        &mut self,
        name: &str,
        most: u64,
        read: impl FnOnce(&mut dyn Read) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let Some((index, _)) = self.admit(name, most)? else { return Ok(None) };
        let file = self.archive.by_index(index).map_err(|_| damaged("a part of its container cannot be inflated"))?;
        let mut file = BufReader::with_capacity(1 << 16, file);
        let found = read(&mut file)?;
        // To the end, so that the checksum is compared.
        std::io::copy(&mut file, &mut std::io::sink()).map_err(|_| damaged("its compressed data are damaged"))?;
        Ok(Some(found))
    }

    /// The index and declared size of a part, after its size was counted.
    fn admit(&mut self, name: &str, most: u64) -> Result<Option<(usize, u64)>, Fault> {
        let Some(&(index, declared)) = self.parts.get(&key(name)) else { return Ok(None) };
        if declared > most {
            return Err(limit("bytes in one part of the workbook", most));
        }
        self.taken = self.taken.saturating_add(declared);
        if self.taken > self.limits.total_bytes {
            return Err(limit("bytes in the workbook", self.limits.total_bytes));
        }
        Ok(Some((index, declared)))
    }

    /// [`Container::scan`] over the tokens of a part that is read whole.
    pub(crate) fn walk(&mut self, name: &str, mut see: impl FnMut(Token<'_>, usize) -> Result<(), Fault>) -> Result<bool, Fault> {
        let most = self.limits.part_bytes;
        let found = self.scan(name, most, |elements| {
            while let Some((token, depth)) = elements.next().map_err(|fault| xml(name, fault))? {
                see(token, depth)?;
            }
            Ok(())
        })?;
        Ok(found.is_some())
    }
}

/// The elements of a part with its index and size.
fn elements<'a>(
    archive: &'a mut ZipArchive<Cursor<&[u8]>>,
    (name, index, declared): (&str, usize, u64),
    limits: Limits,
    buffer: Vec<u8>,
) -> Result<Elements<PartBytes<'a>>, Fault> {
    let file: PartBytes<'a> = Box::new(archive.by_index(index).map_err(|_| damaged("a part of its container cannot be inflated"))?);
    let size = usize::try_from(declared).unwrap_or(usize::MAX);
    Elements::new(file, limits.token_bytes, size, buffer).map_err(|fault| xml(name, fault))
}

/// The form of a part's name under which readers look it up.
fn key(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

/// A fault in the XML of a part.
pub(crate) fn xml(part: &str, fault: XmlFault) -> Fault {
    match fault {
        XmlFault::TooLong(most) => limit("bytes in one tag or text of the workbook", most as u64),
        fault => damaged(format!("its part {}: {}", shown(part), fault.words())),
    }
}

/// A part's name as it can be shown: it comes from the file, so nothing unprintable and no length without end.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}
