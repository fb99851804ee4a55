//! Templates of messages: words with gaps for arguments, in the part of ICU's message format that messages need.
//!
//! `{name}` is an argument; `{name, plural, one {# row} other {# rows}}` chooses by the plural form of a number, `#` being the
//! number itself; a segment in `[[double brackets]]` is left out where an argument in it is empty.

use super::plural::PluralForm;

/// How deep templates nest.
const DEEPEST: usize = 4;

/// A template, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    pub(super) pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Words(String),
    Argument(String),
    Plural { argument: String, forms: Vec<(PluralForm, Vec<Self>)> },
    Optional(Vec<Self>),
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: text };
        let pieces = parser.pieces(End::Text, None, 0)?;
        Ok(Self { pieces })
    }

    /// A template without arguments.
    pub fn words(text: impl Into<String>) -> Self {
        Self { pieces: vec![Piece::Words(text.into())] }
    }

    /// True if it says nothing.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The names of its arguments, each as often as it is used.
    pub fn arguments(&self) -> Vec<&str> {
        let mut names = Vec::new();
        collect(&self.pieces, &mut names);
        names
    }

    /// The forms that each choice by number gives.
    pub fn choices(&self) -> Vec<Vec<PluralForm>> {
        let mut choices = Vec::new();
        collect_choices(&self.pieces, &mut choices);
        choices
    }
}

fn collect<'t>(pieces: &'t [Piece], names: &mut Vec<&'t str>) {
    for piece in pieces {
        match piece {
            Piece::Words(_) => {}
            Piece::Argument(name) => names.push(name),
            Piece::Plural { argument, forms } => {
                names.push(argument);
                for (_, pieces) in forms {
                    collect(pieces, names);
                }
            }
            Piece::Optional(pieces) => collect(pieces, names),
        }
    }
}

fn collect_choices(pieces: &[Piece], choices: &mut Vec<Vec<PluralForm>>) {
    for piece in pieces {
        match piece {
            Piece::Words(_) | Piece::Argument(_) => {}
            Piece::Plural { forms, .. } => {
                choices.push(forms.iter().map(|(form, _)| *form).collect());
                for (_, pieces) in forms {
                    collect_choices(pieces, choices);
                }
            }
            Piece::Optional(pieces) => collect_choices(pieces, choices),
        }
    }
}

/// What ends a run of pieces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Text,
    Brackets,
    Brace,
}

struct Parser<'t> {
    rest: &'t str,
}

impl Parser<'_> {
    /// Pieces up to an end, which is taken; `#` stands for the argument of the plural around them.
    fn pieces(&mut self, end: End, plural: Option<&str>, depth: usize) -> Result<Vec<Piece>, String> {
        if depth > DEEPEST {
            return Err("it is nested too deep".to_owned());
        }
        let mut pieces = Vec::new();
        loop {
            let stop = self.rest.find(['{', '}', '[', ']', '#']).unwrap_or(self.rest.len());
            let (words, rest) = self.rest.split_at(stop);
            push_words(&mut pieces, words);
            self.rest = rest;
            if self.rest.is_empty() {
                return if end == End::Text { Ok(pieces) } else { Err("a bracket or brace is not closed".to_owned()) };
            }
            if end == End::Brackets && self.take("]]") || end == End::Brace && self.take("}") {
                return Ok(pieces);
            }
            if self.take("[[") {
                pieces.push(Piece::Optional(self.pieces(End::Brackets, plural, depth + 1)?));
            } else if self.take("{") {
                pieces.push(self.argument(depth)?);
            } else if let Some(name) = plural.filter(|_| self.rest.starts_with('#')) {
                self.rest = &self.rest[1..];
                pieces.push(Piece::Argument(name.to_owned()));
            } else if self.rest.starts_with('}') || self.rest.starts_with("]]") {
                return Err("a bracket or brace is closed that was not opened".to_owned());
            } else {
                let (single, rest) = self.rest.split_at(1);
                push_words(&mut pieces, single);
                self.rest = rest;
            }
        }
    }

    /// What stands in braces; the opening one is taken already.
    fn argument(&mut self, depth: usize) -> Result<Piece, String> {
        let stop = self.rest.find([',', '}']).ok_or("a brace is not closed")?;
        let name = self.rest[..stop].trim();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(format!("`{name}` is no name of an argument"));
        }
        let name = name.to_owned();
        self.rest = &self.rest[stop..];
        if self.take("}") {
            return Ok(Piece::Argument(name));
        }
        self.rest = self.rest[1..].trim_start();
        if !self.take("plural") {
            return Err(format!("after `{name},` only `plural` can follow"));
        }
        self.rest = self.rest.trim_start();
        if !self.take(",") {
            return Err(format!("after `{name}, plural` a comma follows"));
        }
        let forms = self.forms(&name, depth)?;
        Ok(Piece::Plural { argument: name, forms })
    }

    fn forms(&mut self, name: &str, depth: usize) -> Result<Vec<(PluralForm, Vec<Piece>)>, String> {
        let mut forms = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.take("}") {
                break;
            }
            let stop = self.rest.find('{').ok_or("a plural is not closed")?;
            let word = self.rest[..stop].trim();
            let form = PluralForm::from_code(word).ok_or_else(|| format!("`{word}` is no plural form"))?;
            self.rest = &self.rest[stop + 1..];
            let pieces = self.pieces(End::Brace, Some(name), depth + 1)?;
            if forms.iter().any(|(known, _)| *known == form) {
                return Err(format!("the plural form `{word}` stands twice"));
            }
            forms.push((form, pieces));
        }
        if forms.iter().any(|(form, _)| *form == PluralForm::Other) { Ok(forms) } else { Err("a plural needs `other`".to_owned()) }
    }

    fn take(&mut self, what: &str) -> bool {
        let rest = self.rest.strip_prefix(what);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

fn push_words(pieces: &mut Vec<Piece>, words: &str) {
    match pieces.last_mut() {
        _ if words.is_empty() => {}
        Some(Piece::Words(before)) => before.push_str(words),
        _ => pieces.push(Piece::Words(words.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_forms_are_told() {
        let template = Template::parse("`{label}`[[; {near}]]: {n, plural, one {# row} other {# rows of {label}}}").unwrap();
        assert_eq!(template.arguments(), ["label", "near", "n", "n", "n", "label"]);
        assert_eq!(template.choices(), [[PluralForm::One, PluralForm::Other]]);
        assert_eq!(Template::parse("#1 [a] is words").unwrap(), Template::words("#1 [a] is words"));
    }

    #[test]
    fn faults_are_told_in_words() {
        for (text, fault) in [
            ("{label", "a brace is not closed"),
            ("label}", "a bracket or brace is closed that was not opened"),
            ("[label]]", "a bracket or brace is closed that was not opened"),
            ("[[label]", "a bracket or brace is not closed"),
            ("{a b}", "`a b` is no name of an argument"),
            ("{n, select, other {x}}", "after `n,` only `plural` can follow"),
            ("{n, plural, one {x}}", "a plural needs `other`"),
            ("{n, plural, lots {x} other {y}}", "`lots` is no plural form"),
            ("{n, plural, other {x} other {y}}", "the plural form `other` stands twice"),
            ("[[[[[[[[[[x]]]]]]]]]]", "it is nested too deep"),
        ] {
            assert_eq!(Template::parse(text), Err(fault.to_owned()), "{text}");
        }
    }
}
