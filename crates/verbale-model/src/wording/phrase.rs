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

/// All phrases.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    list: Vec<Phrase>,
    exact: FxHashMap<String, usize>,
    /// Those with gaps, the most certain first: more text around the gaps.
    gapped: Vec<usize>,
}

impl Phrases {
    /// Indexes the phrases.
    pub fn new(list: Vec<Phrase>) -> Self {
        let exact = list.iter().enumerate().map(|(index, phrase)| (phrase.key.clone(), index)).collect();
        let mut gapped: Vec<usize> = (0..list.len()).filter(|&index| list[index].gaps() > 0).collect();
        gapped.sort_by_key(|&index| std::cmp::Reverse(list[index].key.len()));
        Self { list, exact, gapped }
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
        self.gapped.iter().find_map(|&index| self.list[index].captures(text).map(|captures| (&self.list[index], captures)))
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
    }

    #[test]
    fn gaps_are_counted_and_parted() {
        assert!(Phrase::new("{2}", Default::default()).is_err());
        assert!(Phrase::new("{1}{2}", Default::default()).is_err());
        assert!(Phrase::new("{name}", Default::default()).is_err());
        assert_eq!(Phrase::new("{1} of {2}", Default::default()).unwrap().gaps(), 2);
    }
}
