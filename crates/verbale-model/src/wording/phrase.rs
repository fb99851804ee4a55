//! Phrases: words of the program that findings take as arguments ("its container is broken"), in six languages.
//! `schemas/messages/phrases.csv` has them; a phrase that is not there stays as it is.

use super::template::Template;
use rustc_hash::FxHashMap;

/// A phrase with gaps `{1}`, `{2}` … and its words in each language.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// What the program says.
    pub key: String,
    /// Words by [`crate::Language::index`]; a language without words says the key.
    pub words: [Option<Template>; 6],
    /// The text between the gaps.
    between: Vec<String>,
}

impl Phrase {
    /// A phrase. Gaps stand in order and are parted by text.
    ///
    /// # Errors
    /// What is wrong with the key, in words.
    pub fn new(key: &str, words: [Option<Template>; 6]) -> Result<Self, String> {
        let mut between = vec![String::new()];
        let mut rest = key;
        while let Some(open) = rest.find('{') {
            let gap = format!("{{{}}}", between.len());
            let Some(after) = rest[open..].strip_prefix(&gap) else { return Err(format!("the next gap is written `{gap}`")) };
            if open == 0 && between.len() > 1 {
                return Err("two gaps stand side by side".to_owned());
            }
            if let Some(last) = between.last_mut() {
                last.push_str(&rest[..open]);
            }
            between.push(String::new());
            rest = after;
        }
        if let Some(last) = between.last_mut() {
            last.push_str(rest);
        }
        Ok(Self { key: key.to_owned(), words, between })
    }

    /// How many gaps it has.
    pub fn gaps(&self) -> usize {
        self.between.len() - 1
    }

    /// True if a gap, counted from 0, stands in quotation marks: what fills it is text of the file.
    pub fn quotes(&self, gap: usize) -> bool {
        self.between.get(gap).is_some_and(|before| before.ends_with('`'))
            && self.between.get(gap + 1).is_some_and(|after| after.starts_with('`'))
    }

    /// How it begins and ends; nothing where that is a gap.
    fn edges(&self) -> (&[u8], &[u8]) {
        (self.between.first().map_or(&[], String::as_bytes), self.between.last().map_or(&[], String::as_bytes))
    }

    /// What fills the gaps if a text is this phrase.
    fn captures<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, others) = self.between.split_first()?;
        let mut rest = text.strip_prefix(first.as_str())?;
        let (last, middle) = others.split_last()?;
        let mut captures = Vec::with_capacity(others.len());
        for part in middle {
            let (capture, after) = rest.split_once(part.as_str())?;
            captures.push(capture);
            rest = after;
        }
        captures.push(rest.strip_suffix(last.as_str())?);
        captures.iter().all(|capture| !capture.is_empty()).then_some(captures)
    }
}

/// A phrase with gaps, and as much of how it begins and ends as shows of nearly every text that it is another one. Phrases lie
/// far apart in memory; these side by side.
#[derive(Debug, Clone)]
struct Outline {
    phrase: usize,
    begins: Edge,
    ends: Edge,
}

impl Outline {
    fn new(phrase: usize, (begins, ends): (&[u8], &[u8])) -> Self {
        Self { phrase, begins: Edge::first(begins), ends: Edge::last(ends) }
    }

    fn may_be(&self, text: &TextEdges) -> bool {
        self.begins.fits(text.begins) && self.ends.fits(text.ends) && self.begins.length.max(self.ends.length) <= text.length
    }
}

/// A few bytes as a number, so that they are compared at once.
#[derive(Debug, Clone, Copy)]
struct Edge {
    bytes: u64,
    /// Which bytes of the number they are.
    mask: u64,
    length: usize,
}

impl Edge {
    const MOST: usize = size_of::<u64>();

    /// The first bytes of some, in the upper bytes of the number.
    fn first(from: &[u8]) -> Self {
        let from = &from[..from.len().min(Self::MOST)];
        Self { bytes: first(from), mask: first(&[0xff; Self::MOST][..from.len()]), length: from.len() }
    }

    /// The last bytes of some, in the lower bytes of the number.
    fn last(from: &[u8]) -> Self {
        let from = &from[from.len().saturating_sub(Self::MOST)..];
        Self { bytes: last(from), mask: last(&[0xff; Self::MOST][..from.len()]), length: from.len() }
    }

    const fn fits(&self, text: u64) -> bool {
        text & self.mask == self.bytes
    }
}

/// How a text begins and ends, and how long it is.
struct TextEdges {
    begins: u64,
    ends: u64,
    length: usize,
}

impl TextEdges {
    fn new(text: &[u8]) -> Self {
        Self { begins: first(text), ends: last(text), length: text.len() }
    }
}

/// The first bytes of some as a number; nothing counts as zeros.
fn first(bytes: &[u8]) -> u64 {
    let mut eight = [0; Edge::MOST];
    let length = bytes.len().min(Edge::MOST);
    eight[..length].copy_from_slice(&bytes[..length]);
    u64::from_be_bytes(eight)
}

/// The last bytes of some as a number; nothing counts as zeros.
fn last(bytes: &[u8]) -> u64 {
    let mut eight = [0; Edge::MOST];
    let length = bytes.len().min(Edge::MOST);
    eight[Edge::MOST - length..].copy_from_slice(&bytes[bytes.len() - length..]);
    u64::from_be_bytes(eight)
}

/// All phrases.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    list: Vec<Phrase>,
    exact: FxHashMap<String, usize>,
    /// By the first byte of a text, those with gaps that it can be, the most certain first: more text around the gaps.
    gapped: FxHashMap<u8, Vec<Outline>>,
    /// Those that begin with a gap, in the same order: all that a text can be which begins as no other does.
    open: Vec<Outline>,
}

impl Phrases {
    /// Indexes the phrases.
    pub fn new(list: Vec<Phrase>) -> Self {
        let exact = list.iter().enumerate().map(|(index, phrase)| (phrase.key.clone(), index)).collect();
        let mut order: Vec<usize> = (0..list.len()).filter(|&index| list[index].gaps() > 0).collect();
        order.sort_by_key(|&index| std::cmp::Reverse(list[index].key.len()));
        let beginning = |wanted: Option<u8>| {
            let fits = |index: &&usize| list[**index].edges().0.first().is_none_or(|first| Some(*first) == wanted);
            order.iter().filter(fits).map(|&index| Outline::new(index, list[index].edges())).collect::<Vec<_>>()
        };
        let first_bytes = order.iter().filter_map(|&index| list[index].edges().0.first().copied());
        let gapped = first_bytes.map(|first| (first, beginning(Some(first)))).collect();
        let open = beginning(None);
        Self { list, exact, gapped, open }
    }

    /// All of them, in the order of the file.
    pub fn list(&self) -> &[Phrase] {
        &self.list
    }

    /// The phrase that a text is, and what fills its gaps.
    pub fn find<'t>(&self, text: &'t str) -> Option<(&Phrase, Vec<&'t str>)> {
        if let Some(&index) = self.exact.get(text) {
            return Some((&self.list[index], Vec::new()));
        }
        let gapped = text.bytes().next().and_then(|first| self.gapped.get(&first)).unwrap_or(&self.open);
        let edges = TextEdges::new(text.as_bytes());
        gapped.iter().filter(|outline| outline.may_be(&edges)).find_map(|outline| {
            let phrase = &self.list[outline.phrase];
            phrase.captures(text).map(|captures| (phrase, captures))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(keys: &[&str]) -> Phrases {
        Phrases::new(keys.iter().map(|key| Phrase::new(key, Default::default()).unwrap()).collect())
    }

    #[test]
    fn the_phrase_with_most_text_of_its_own_is_meant() {
        let phrases = phrases(&["it ends", "its part {1}: {2}", "{1} or more", "its part {1}: it ends after {2} bytes"]);
        let found = |text| phrases.find(text).map(|(phrase, gaps)| (phrase.key.as_str(), gaps));
        assert_eq!(found("it ends"), Some(("it ends", vec![])));
        assert_eq!(found("its part xl/a.xml: it ends"), Some(("its part {1}: {2}", vec!["xl/a.xml", "it ends"])));
        assert_eq!(found("its part b: it ends after 7 bytes"), Some(("its part {1}: it ends after {2} bytes", vec!["b", "7"])));
        assert_eq!(found("5 or more"), Some(("{1} or more", vec!["5"])));
        assert_eq!(found(" or more"), None);
        assert_eq!(found("it"), None);
        // A text with a beginning that others have, too, is also looked for among those that begin with a gap.
        assert_eq!(found("its part or more"), Some(("{1} or more", vec!["its part"])));
        assert_eq!(found(""), None);
    }

    #[test]
    fn looking_at_the_edges_first_finds_what_looking_at_all_finds() {
        let keys = ["{1}", "a{1}", "{1}a", "a{1}a", "ab{1}c{2}", "é{1}é", "a long beginning {1} and a long end", "{1} ending so"];
        let phrases = phrases(&keys);
        let slowly = |text: &str| {
            let of_length = |length: usize| phrases.list().iter().filter(move |phrase| phrase.key.len() == length);
            let found = (0..99).rev().flat_map(of_length).find(|phrase| phrase.captures(text).is_some());
            found.map(|phrase| phrase.key.as_str())
        };
        let texts =
            ["a", "aa", "aba", "abxcx", "é", "ééé", "b", "", "a long beginning x and a long end", "x ending so", "a ending so"];
        for text in texts {
            assert_eq!(phrases.find(text).map(|(phrase, _)| phrase.key.as_str()), slowly(text), "{text}");
        }
    }

    #[test]
    fn gaps_are_counted_and_parted() {
        assert!(Phrase::new("{2}", Default::default()).is_err());
        assert!(Phrase::new("{1}{2}", Default::default()).is_err());
        assert!(Phrase::new("{name}", Default::default()).is_err());
        assert_eq!(Phrase::new("{1} of {2}", Default::default()).unwrap().gaps(), 2);
    }
}
