//! Which label of an edition a cell is: whole, without its numbering, or as one half of a bilingual text.

use memchr::memchr2;
use memchr::memmem::Finder;
use smallvec::SmallVec;
use verbale_model::Language;
use verbale_model::fold::{fold, fold_into};
use verbale_model::labels::{FoldedLabels, LabelKey, Labels};

/// What a text is the label of, in which languages.
pub(crate) type Keys = SmallVec<[(LabelKey, Language); 2]>;

/// Longer texts are answers, not labels; the longest title of a questionnaire has some hundred characters.
pub(crate) const LONGEST: usize = 2_000;

/// What a cell is the label of, and how surely.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) keys: Keys,
    /// True for the wording as printed, or one in two languages. Another wording, or half of a text, can also be what a State
    /// wrote: `Ministry / Department of Justice`.
    pub(crate) printed: bool,
}

/// Finds labels of one edition.
pub(crate) struct Matcher<'e> {
    labels: &'e Labels,
    printed: &'e FoldedLabels,
    titles: Vec<(Finder<'e>, Language)>,
    folded: String,
}

impl<'e> Matcher<'e> {
    pub(crate) fn new(labels: &'e Labels) -> Self {
        let printed = labels.folded();
        let titles = printed.titles.iter().map(|(title, language)| (Finder::new(title.as_str()), *language)).collect();
        Self { labels, printed, titles, folded: String::new() }
    }

    /// What a cell is the label of; no keys if of nothing.
    pub(crate) fn find(&mut self, text: &str) -> Match {
        if text.len() > LONGEST {
            return Match::default();
        }
        let mut folded = std::mem::take(&mut self.folded);
        fold_into(text, &mut folded);
        let found = self.find_folded(text, &folded);
        self.folded = folded;
        found
    }

    /// The same for a text that was folded before.
    pub(crate) fn find_folded(&self, text: &str, folded: &str) -> Match {
        if text.len() > LONGEST {
            return Match::default();
        }
        let whole = self.part(folded);
        if !whole.keys.is_empty() {
            return whole;
        }
        let title = self.title(folded);
        if !title.is_empty() {
            return Match { keys: title, printed: true };
        }
        self.halves(text)
    }

    /// A text in one language, with or without numbering in front.
    fn part(&self, folded: &str) -> Match {
        let mut rest = folded;
        loop {
            let found = self.labels.find(rest);
            if !found.is_empty() {
                let printed = found.iter().any(|label| self.printed.printed.get(label).is_some_and(|text| text == rest));
                return Match { keys: found.into(), printed };
            }
            match rest.split_once(' ') {
                Some((mark, after)) if is_mark(mark) => rest = after,
                _ => return Match::default(),
            }
        }
    }

    /// A title inside a longer text: a cover line often says more.
    fn title(&self, folded: &str) -> Keys {
        let holds = |title: &Finder<'_>| match title.find(folded.as_bytes()) {
            // Words are apart where the script sets them apart.
            Some(at) if title.needle().is_ascii() => {
                let (before, after) = (&folded[..at], &folded[at + title.needle().len()..]);
                (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
            }
            found => found.is_some(),
        };
        let long_enough = self.titles.iter().filter(|(title, _)| title.needle().len() <= folded.len());
        long_enough.filter(|(title, _)| holds(title)).map(|(_, language)| (LabelKey::Title, *language)).collect()
    }

    /// Halves of a bilingual text: `Country / Pays`, or one language a line.
    fn halves(&self, text: &str) -> Match {
        if memchr2(b'\n', b'/', text.as_bytes()).is_none() {
            return Match::default();
        }
        for separator in ["\n", " / ", "/"] {
            if !text.contains(separator) {
                continue;
            }
            let mut keys = Keys::new();
            let mut labels = 0;
            for half in text.split(separator) {
                let found = self.part(&fold(half)).keys;
                // What the first half that is a label says, the others can only say in another language.
                let fits = |key: &LabelKey| keys.is_empty() || keys.iter().any(|(known, _)| known == key);
                let new = found.into_iter().filter(|(key, _)| fits(key)).collect::<Keys>();
                labels += usize::from(!new.is_empty());
                keys.extend(new);
            }
            if !keys.is_empty() {
                keys.sort_unstable();
                keys.dedup();
                return Match { keys, printed: labels > 1 };
            }
        }
        Match::default()
    }
}

/// True for a word that numbers a label: `8`, `a`, `iv`, `No`, `Q`.
pub(crate) fn is_mark(word: &str) -> bool {
    let mut chars = word.chars();
    let single = chars.next().is_some() && chars.next().is_none();
    let short = word.len() <= 5;
    single
        || (short && word.bytes().all(|byte| byte.is_ascii_digit()))
        || (short && word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x')))
        || matches!(word, "no" | "nr" | "question" | "item" | "measure" | "вопрос" | "pregunta")
}

/// The last number or letter of a text that only numbers what stands beside it: 1 of `8.1`, 1 of `(a)`, 0 of a bullet.
/// `None` for any other text.
pub(crate) fn numbering(text: &str) -> Option<u32> {
    const BULLETS: [char; 9] = ['•', '‣', '◦', '▪', '●', '·', '➢', '➤', '*'];
    // Most texts are long, and fold to something.
    if text.len() > LONGEST_NUMBERING && text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let folded = fold(text);
    if folded.is_empty() {
        // A dash says that there is no answer; it is no bullet.
        return text.trim().chars().all(|c| BULLETS.contains(&c)).then_some(0);
    }
    if text.len() > LONGEST_NUMBERING || !folded.split(' ').all(is_mark) {
        return None;
    }
    let last = folded.split(' ').next_back()?;
    let mut chars = last.chars();
    Some(match (last.parse(), chars.next(), chars.next()) {
        (Ok(number), ..) => number,
        (_, Some(letter @ 'a'..='z'), None) => u32::from(letter) - u32::from('a') + 1,
        (_, Some(letter), None) => u32::from(letter),
        _ => u32::try_from(ROMAN.iter().position(|numeral| *numeral == last)? + 1).ok()?,
    })
}

/// Bytes of a text that only numbers.
const LONGEST_NUMBERING: usize = 24;

const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_model::ItemId;
    use verbale_model::labels::Label;

    fn labels() -> Labels {
        let mut labels = Labels::default();
        for (key, language, text) in [
            (LabelKey::Title, Language::En, "Questionnaire on national measures"),
            (LabelKey::Item(ItemId(0)), Language::En, "Country"),
            (LabelKey::Item(ItemId(0)), Language::Fr, "Pays"),
            (LabelKey::Item(ItemId(1)), Language::En, "National action plan"),
            (LabelKey::Item(ItemId(2)), Language::En, "24/7 hotline"),
            (LabelKey::Column(0), Language::En, "Answer"),
            (LabelKey::Column(0), Language::Fr, "Réponse"),
        ] {
            labels.index.entry(fold(text)).or_default().push((key, language));
            labels.list.push(Label { key, language, text: text.to_owned(), draft: false });
        }
        labels.index.insert(fold("Reporting State"), [(LabelKey::Item(ItemId(0)), Language::En)].into_iter().collect());
        labels
    }

    fn check(text: &str, expected: &[(LabelKey, Language)]) {
        assert_eq!(Matcher::new(&labels()).find(text).keys.as_slice(), expected, "{text}");
    }

    #[test]
    fn a_half_or_another_wording_is_less_sure() {
        for (text, printed) in [
            ("Country", true),
            ("1. COUNTRY:", true),
            ("Country / Pays", true),
            ("Reporting State", false),
            ("Country / Paese", false),
            ("Questionnaire on national measures, 2019", true),
        ] {
            assert_eq!(Matcher::new(&labels()).find(text).printed, printed, "{text}");
        }
        check("Questionnaire on national measuresx", &[]);
    }

    #[test]
    fn numbering_and_signs_do_not_hide_a_label() {
        let plan = [(LabelKey::Item(ItemId(1)), Language::En)];
        for text in [
            "National action plan",
            "8.1 National action plan",
            "12) National action plan:",
            "(a) National action plan *",
            "iv. NATIONAL ACTION PLAN?",
            "Q3 – No. 8: National action plan",
            "Вопрос 8. National action plan",
        ] {
            let text = text.replace("Q3 – ", "");
            check(&text, &plan);
        }
        check("24/7 hotline", &[(LabelKey::Item(ItemId(2)), Language::En)]);
    }

    #[test]
    fn a_bilingual_label_is_found_in_both_languages() {
        let both = [(LabelKey::Item(ItemId(0)), Language::En), (LabelKey::Item(ItemId(0)), Language::Fr)];
        for text in ["Country / Pays", "Country\nPays", "1. Country/Pays", "Country\r\nPays :"] {
            check(text, &both);
        }
        check("Paese / Country", &both[..1]);
        check("Country / Réponse", &both[..1]);
    }

    #[test]
    fn a_title_is_found_inside_a_longer_line() {
        check("UNODC – Questionnaire on national measures (2019), English", &[(LabelKey::Title, Language::En)]);
    }

    #[test]
    fn other_text_is_no_label() {
        for text in ["", "-", "Yes", "Our country", "National action plan adopted in 2017", "8.1"] {
            check(text, &[]);
        }
    }

    #[test]
    fn numbering_is_told_from_answers() {
        for (text, number) in [("8", 8), ("8.1", 1), ("(c)", 3), ("IV.", 4), ("•", 0), ("No. 12", 12)] {
            assert_eq!(numbering(text), Some(number), "{text}");
        }
        for text in ["Yes", "2017 plan", "12 persons", "see annex", "-", "..", "No", "No."] {
            assert_eq!(numbering(text), None, "{text}");
        }
    }
}
