//! What holds for any document.

use crate::support::{events, text};
use proptest::prelude::*;

const WHOLE: &str = "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\r\n<!-- é --><?p i?><m:Data xmlns:m='urn:m' a='1 &amp; 2'>\
    <v>é&#65;<![CDATA[<]]></v>\r\n<w b=\"x\"/></m:Data>";

#[test]
fn a_document_cut_anywhere_is_never_accepted() {
    assert!(events(WHOLE.as_bytes()).is_ok());
    for cut in 0..WHOLE.len() {
        assert!(events(&WHOLE.as_bytes()[..cut]).is_err(), "{cut}");
    }
    let wide: Vec<u8> = WHOLE.replace("UTF-8", "UTF-16").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(events(&wide).unwrap(), events(WHOLE.as_bytes()).unwrap().iter().map(String::clone).collect::<Vec<_>>());
    for cut in 0..wide.len() {
        assert!(events(&wide[..cut]).is_err(), "{cut}");
    }
}

fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&#62;"),
            '&' => out.push_str("&amp;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(c),
        }
        out
    })
}

proptest! {
    #[test]
    fn any_text_comes_back(text_in in "[\\PC\\t\\n\\r]{0,60}", split in 0usize..60) {
        let at = text_in.char_indices().nth(split).map_or(text_in.len(), |(at, _)| at);
        let (before, after) = text_in.split_at(at);
        let document = format!("<a>{}<!-- c -->{}</a>", escape(before), escape(after));
        prop_assert_eq!(text(document.as_bytes()), Ok(text_in));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), head in any::<bool>()) {
        let document = if head { [b"<a b='".as_slice(), &bytes].concat() } else { bytes };
        let _ = events(&document);
    }

    #[test]
    fn damaged_documents_do_not_panic(at in 0usize..180, byte in any::<u8>()) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = events(&bytes);
    }
}
