//! Bounds on what one document may ask for.

/// Bounds on one document. Whatever exceeds one is a fault, before it costs what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the document as UTF-8. It is streamed, so this bounds time, not memory.
    pub total_bytes: u64,
    /// Open elements at one time.
    pub depth: usize,
    /// Attributes of one element, declarations of namespaces included.
    pub attributes: usize,
    /// Bytes of one tag, comment or instruction, and of one joined text; a reader holds it in memory.
    pub token_bytes: usize,
    /// Bytes of one name and of one namespace; they are held as long as an element is open, or longer.
    pub name_bytes: usize,
    /// Bindings of namespaces at one time, and different namespaces in the whole document.
    pub namespaces: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { total_bytes: 2 << 30, depth: 64, attributes: 256, token_bytes: 4 << 20, name_bytes: 4 << 10, namespaces: 256 }
    }
}
