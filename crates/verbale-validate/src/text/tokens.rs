//! A text as words, numbers and signs.

use verbale_model::fold::fold_into;
use verbale_model::text_words::{TextClass, TextWords, WordMarks};
use verbale_model::thresholds::{Threshold, Thresholds};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters.
    Word,
    /// Digits.
    Number,
    /// Letters and digits in one.
    Mixed,
    /// What ends a sentence.
    End,
    /// Any other sign; white space is none.
    Sign,
}

/// The scripts that are told apart, as bits.
pub(crate) const LATIN: u8 = 1;
pub(crate) const CYRILLIC: u8 = 2;
pub(crate) const GREEK: u8 = 4;
pub(crate) const ARABIC: u8 = 8;
pub(crate) const HAN: u8 = 16;
pub(crate) const KANA: u8 = 32;
pub(crate) const OTHER: u8 = 64;

/// A word, number or sign of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Where it begins and ends, in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its first character, if it is a sign.
    pub(crate) sign: char,
    /// What is known of the word.
    pub(crate) marks: WordMarks,
    /// It begins with a capital, and is more than one.
    pub(crate) capital: bool,
    /// Scripts of its letters.
    pub(crate) scripts: u8,
    /// How many digits it has.
    pub(crate) digits: u16,
    /// How many letters it has.
    pub(crate) letters: u16,
}

impl Token {
    pub(crate) const fn is(&self, class: TextClass) -> bool {
        self.marks.is(class)
    }
}

/// Takes texts apart, with buffers that are reused.
#[derive(Debug)]
pub(crate) struct Tokens<'w> {
    words: &'w TextWords,
    thresholds: &'w Thresholds,
    list: Vec<Token>,
    folded: String,
}

/// A text that was taken apart.
pub(crate) struct Text<'t, 'w> {
    pub(crate) raw: &'t str,
    pub(crate) words: &'w TextWords,
    pub(crate) thresholds: &'w Thresholds,
    pub(crate) tokens: &'t [Token],
    /// Scripts of all its letters.
    pub(crate) scripts: u8,
}

impl<'w> Tokens<'w> {
    pub(crate) const fn new(words: &'w TextWords, thresholds: &'w Thresholds) -> Self {
        Self { words, thresholds, list: Vec::new(), folded: String::new() }
    }

    pub(crate) fn of<'t>(&'t mut self, text: &'t str) -> Text<'t, 'w> {
        self.list.clear();
        let mut scripts = 0;
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if c.is_whitespace() && c != '\n' {
                continue;
            }
            let mut token = Token::at(start, c);
            if c.is_alphanumeric() {
                token.take(c);
                while let Some(&(_, next)) = chars.peek() {
                    if !(next.is_alphanumeric() || is_combining(next)) {
                        break;
                    }
                    token.take(next);
                    chars.next();
                }
                token.end = chars.peek().map_or(text.len(), |(end, _)| *end);
                token.kind = match (token.letters, token.digits) {
                    (0, _) => TokenKind::Number,
                    (_, 0) => TokenKind::Word,
                    _ => TokenKind::Mixed,
                };
                if token.kind == TokenKind::Word {
                    fold_into(&text[start..token.end], &mut self.folded);
                    token.marks = self.words.get(&self.folded);
                }
                scripts |= token.scripts;
            } else {
                token.end = start + c.len_utf8();
                token.kind = if ends_sentence(c) { TokenKind::End } else { TokenKind::Sign };
            }
            self.list.push(token);
        }
        Text { raw: text, words: self.words, thresholds: self.thresholds, tokens: &self.list, scripts }
    }
}

impl Token {
    const fn at(start: usize, sign: char) -> Self {
        Self {
            kind: TokenKind::Sign,
            start,
            end: start,
            sign,
            marks: WordMarks::NONE,
            capital: false,
            scripts: 0,
            digits: 0,
            letters: 0,
        }
    }

    fn take(&mut self, c: char) {
        if is_digit(c) {
            self.digits = self.digits.saturating_add(1);
        } else if c.is_alphabetic() {
            if self.letters == 0 && self.digits == 0 {
                self.capital = c.is_uppercase();
            }
            self.letters = self.letters.saturating_add(1);
            self.scripts |= script(c);
        }
    }
}

impl Text<'_, '_> {
    /// The folded text of tokens that follow each other, with a space between them.
    pub(crate) fn phrase(&self, tokens: &[Token]) -> WordMarks {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return WordMarks::NONE };
        self.words.get(&verbale_model::fold::fold(&self.raw[first.start..last.end]))
    }

    /// True if a word of a class is in the text, in languages written without spaces.
    pub(crate) fn has_unspaced(&self, class: TextClass) -> bool {
        self.scripts & HAN != 0 && self.words.unspaced().any(|(word, of)| of == class && self.raw.contains(word))
    }

    /// True if a word of a class is in the text.
    pub(crate) fn has(&self, class: TextClass) -> bool {
        self.tokens.iter().any(|token| token.is(class)) || self.has_unspaced(class)
    }

    /// True if one word has letters of two scripts whose letters look alike.
    pub(crate) fn mixes_scripts(&self) -> bool {
        let alike = LATIN | CYRILLIC | GREEK;
        let long = |token: &Token| u32::from(token.letters) >= self.thresholds.of(Threshold::MixedLettersLeast);
        self.scripts.count_ones() > 1 && self.tokens.iter().any(|token| long(token) && (token.scripts & alike).count_ones() > 1)
    }

    /// The sentences.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = &[Token]> {
        self.tokens.split(|token| token.kind == TokenKind::End && !self.abbreviates(token))
    }

    /// A full stop after a title or an initial ends no sentence.
    fn abbreviates(&self, stop: &Token) -> bool {
        let before = self.tokens.partition_point(|token| token.start < stop.start).checked_sub(1);
        stop.sign == '.'
            && before.and_then(|index| self.tokens.get(index)).is_some_and(|token| {
                token.end == stop.start && (token.is(TextClass::Honorific) || token.kind == TokenKind::Word && token.letters == 1)
            })
    }
}

const fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | ';' | '\n' | '。' | '！' | '？' | '；' | '؟' | '؛')
}

/// A digit of the scripts of the six languages.
pub(crate) const fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '٠'..='٩' | '۰'..='۹' | '０'..='９')
}

const fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn script(c: char) -> u8 {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' => {
            LATIN
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => GREEK,
        '\u{400}'..='\u{52f}' => CYRILLIC,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => ARABIC,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => HAN,
        '\u{3040}'..='\u{30ff}' => KANA,
        // Letters that every script borrows: the micro sign, ordinals, modifier letters.
        '\u{b5}' | '\u{2b0}'..='\u{2ff}' => 0,
        _ => OTHER,
    }
}
