//! Tick marks: boxes that are ticked or empty, alone in a cell or before or behind the labels of the options.

use smallvec::SmallVec;
use verbale_model::words::Words;

/// True if a whole cell is the mark of a ticked box.
pub(crate) fn is_tick(text: &str, words: &Words) -> bool {
    whole(text, words) == Some(true)
}

/// True if a whole cell is the mark of an empty box.
pub(crate) fn is_untick(text: &str, words: &Words) -> bool {
    whole(text, words) == Some(false)
}

fn whole(text: &str, words: &Words) -> Option<bool> {
    let text = text.trim();
    let (length, ticked) = mark(text, None, words)?;
    (length == text.len()).then_some(ticked)
}

/// The options of a cell such as `☒ Yes ☐ No` or `( ) Oui (x) Non`, and whether each is ticked. `None` if the cell is not made
/// of marks and labels in strict turn: a label without a mark, or a mark without a label, leaves open which goes with which.
pub(crate) fn options<'t>(text: &'t str, words: &Words) -> Option<SmallVec<[(&'t str, bool); 4]>> {
    let mut marks: SmallVec<[bool; 4]> = SmallVec::new();
    let mut labels: SmallVec<[&str; 4]> = SmallVec::new();
    let mut mark_first = None;
    let (mut at, mut label_start) = (0, 0);
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let Some((length, ticked)) = mark(&text[at..], before, words) else {
            at += c.len_utf8();
            before = Some(c);
            continue;
        };
        let label = bare(&text[label_start..at]);
        mark_first.get_or_insert(label.is_empty());
        if !label.is_empty() {
            labels.push(label);
        }
        // In strict turn there are never two marks, or two labels, more of one than of the other.
        marks.push(ticked);
        let behind = usize::from(mark_first == Some(true));
        if marks.len() != labels.len() + behind {
            return None;
        }
        at += length;
        label_start = at;
        before = text[..at].chars().next_back();
    }
    let label = bare(&text[label_start..]);
    if !label.is_empty() {
        labels.push(label);
    }
    (!marks.is_empty() && marks.len() == labels.len()).then(|| labels.into_iter().zip(marks).collect())
}

/// A label without the signs that part it from its neighbours.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '|' | '،' | '、' | '，' | '；'))
}

/// Length of the mark at the beginning of a text, and whether it is that of a ticked box.
fn mark(text: &str, before: Option<char>, words: &Words) -> Option<(usize, bool)> {
    let length = |marks: &[String]| marks.iter().filter(|mark| stands_alone(text, mark, before)).map(String::len).max();
    let bracketed = bracketed(text, words);
    let ticked = length(&words.ticks).map(|length| (length, true));
    let empty = length(&words.unticks).map(|length| (length, false));
    [bracketed, ticked, empty].into_iter().flatten().max_by_key(|(length, _)| *length)
}

/// True if the text begins with the mark, and a mark that is a letter is no part of a word.
fn stands_alone(text: &str, mark: &str, before: Option<char>) -> bool {
    let Some(rest) = text.strip_prefix(mark) else { return false };
    !mark.chars().all(char::is_alphanumeric)
        || !before.is_some_and(char::is_alphanumeric) && !rest.chars().next().is_some_and(char::is_alphanumeric)
}

/// `( x )`, `[ ]`: a mark, or nothing, in brackets.
fn bracketed(text: &str, words: &Words) -> Option<(usize, bool)> {
    let closing = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let end = text.find(closing)?;
    let inner = text[1..end].trim();
    let ticked = if inner.is_empty() || words.unticks.iter().any(|mark| mark == inner) {
        false
    } else if words.ticks.iter().any(|mark| mark == inner) {
        true
    } else {
        return None;
    };
    Some((end + 1, ticked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let own = |marks: &[&str]| marks.iter().map(|mark| (*mark).to_owned()).collect();
        Words { ticks: own(&["x", "X", "✓", "☒", "☑"]), unticks: own(&["☐", "( )", "□"]), ..Words::default() }
    }

    fn check(text: &str, expected: Option<&str>) {
        let shown = options(text, &words()).map(|options| {
            options
                .iter()
                .map(|(label, ticked)| format!("{}{label}", if *ticked { '+' } else { '-' }))
                .collect::<Vec<_>>()
                .join(" ")
        });
        assert_eq!(shown.as_deref(), expected, "{text}");
    }

    #[test]
    fn marks_before_or_behind_labels() {
        for (text, expected) in [
            ("☒ Yes ☐ No", Some("+Yes -No")),
            ("☒Yes☐No", Some("+Yes -No")),
            ("(x) Oui ( ) Non", Some("+Oui -Non")),
            ("( x ) Oui (  ) Non", Some("+Oui -Non")),
            ("[X] Sí [ ] No", Some("+Sí -No")),
            ("[] Sí [✓] No", Some("-Sí +No")),
            ("Yes ☒ No ☐", Some("+Yes -No")),
            ("☒ Yes / ☐ No", Some("+Yes -No")),
            ("☒ Yes\n☒ No", Some("+Yes +No")),
            ("☐ Yes ☐ No", Some("-Yes -No")),
            ("x Yes", Some("+Yes")),
            ("☐ Yes ☒ No ☐", None),
            ("☐ ☒ No", None),
            ("Yes ☒ No", None),
            ("Sí x No", None),
            ("Yes", None),
            ("☒", None),
            ("Mexico x", Some("+Mexico")),
            ("exact", None),
            ("Index", None),
            ("xylophone", None),
            ("Yes (partly)", None),
            ("", None),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn whole_cells() {
        for text in ["x", " X ", "✓", "(x)", "[ X ]"] {
            assert!(is_tick(text, &words()), "{text}");
        }
        for text in ["☐", "[ ]", "()"] {
            assert!(is_untick(text, &words()), "{text}");
        }
        for text in ["", "xx", "x y", "yes", "(", "-"] {
            assert!(!is_tick(text, &words()) && !is_untick(text, &words()), "{text}");
        }
    }
}
