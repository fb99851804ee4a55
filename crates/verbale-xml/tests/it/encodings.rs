//! Encodings, against the text the codecs of Python made of the same bytes.

use crate::support::{archive, events, kind, text};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use verbale_xml::FaultKind;

/// Encoding, a text in it, and the text.
const TEXTS: &[(&str, &[u8], &str)] = &[
    ("GB18030", b"\xcd\xb3\xbc\xc6\xb1\xed\x20\x95\x32\x82\x36\xa2\xe3", "统计表 𠀀€"),
    ("GBK", b"\xcd\xb3\xbc\xc6\xb1\xed", "统计表"),
    ("Big5", b"\xb2\xce\xad\x70\xaa\xed", "統計表"),
    ("EUC-JP", b"\xc5\xfd\xb7\xd7\xc9\xbd\x8e\xb6", "統計表ｶ"),
    ("Shift_JIS", b"\x93\x9d\x8c\x76\x95\x5c\xb6", "統計表ｶ"),
    ("ISO-2022-JP", b"\x1b\x24\x42\x45\x7d\x37\x57\x49\x3d\x1b\x28\x42", "統計表"),
    ("EUC-KR", b"\xc5\xeb\xb0\xe8\xc7\xa5", "통계표"),
    ("ISO-8859-1", b"\xc9\x74\xe9\x20\xff", "Été ÿ"),
    ("ISO-8859-2", b"\xa3\xf3\x64\xbc", "Łódź"),
    ("ISO-8859-7", b"\xc5\xeb\xeb\xdc\xe4\xe1", "Ελλάδα"),
    ("ISO-8859-8", b"\xe9\xf9\xf8\xe0\xec", "ישראל"),
    ("windows-1255", b"\xe9\xf9\xf8\xe0\xec", "ישראל"),
    ("windows-1256", b"\xc7\xe1\xc3\xd1\xcf\xe4", "الأردن"),
    ("TIS-620", b"\xe4\xb7\xc2", "ไทย"),
];

/// Name of the sample, and SHA-256 of all after its declaration, as UTF-8 with normalized line ends.
const SAMPLES: &[(&str, &str)] = &[
    ("EUC-KR", "8de64f4ff03f496a9ce0055488e6240e1a64e5e42c1f95ca4562d965b6e6c187"),
    ("IBM866", "bbc2db81ab3a2342824bd627e20f4f89bb9932c87ae40e4cc8dff4162ab6da3c"),
    ("ISO-8859-13", "0d3e3c10f3098174be0675cb98815682e8f5dcffd3b58eed96d58fe148744a62"),
    ("ISO-8859-14", "6c506bb44e6c07d74b81ba0315a6c23825f0e7f5c2d174487d939aae28700f46"),
    ("ISO-8859-15", "8069eff798f0fc0e4008fe50a0f82ffeb0642b61295de42431705837bf8e0f51"),
    ("ISO-8859-16", "c83df8ee0f983aa64fc129720f4871d2ae3bb467c261186738b280ed9fed0021"),
    ("ISO-8859-3", "7df1e885d577080b0c66beed8bc7ba7e70b51519c33713f246298b280d85f35f"),
    ("ISO-8859-4", "cc88020dd69eed19e4a0bf684b85d898a34307d34565fba240d15c8855fed46b"),
    ("ISO-8859-5", "848a261df022e465a52ce8b1f2ba50347a5c6f5c5b9054e31d6607fa41106056"),
    ("ISO-8859-6", "1c9fe322bb9b02ecd0e9d10b7b4c1ffdbf442c91acdfbed2e42cc4c54a454142"),
    ("KOI8-R", "b08e3cd62dfa6397674a47aa852bc176ddf56f4503a4428afc919264669d5f2a"),
    // The web has the Belarusian letter at AE and BE; Python has box drawing there. The rest is equal.
    ("KOI8-U", "f56b09ca52a6667960f67615ff10ebf35b32bb8e54ab714970a492dd3aab750c"),
    ("macintosh", "adc627cadca880216096c553559f773acbbc6974455ffc9f02f3a5302654e37b"),
    ("windows-1250", "f525aaaffd6f3d8b679cf697ed5a30f44a6812abb9d9d7f71ffdd2665cf511cb"),
    ("windows-1251", "48075af246f356f6f78474d6576e874e809b6a06c9950b85289279b04fee1799"),
    ("windows-1252", "da8f8d478d4ffcb9747eaa275c495c6bd9286fd0926eb5a82200fd2a75a84af6"),
    ("windows-1253", "6116611c9f476efed4d2e1272690cea92218ab66efdd98c2ee1624979accc08e"),
    ("windows-1254", "45d0daf5b84b2371e7ba690d37a43a01d115aef80d5c4397469513aa99e8ac59"),
    ("windows-1257", "6fd8a681792aa555df1ae3b0165ef099ff15791e0e992fa4365c5757900cf3df"),
    ("windows-1258", "00e5e9352552f20245fdadd3cdf94dd1a38bed90e5f056fef7fad4a360679b3c"),
    ("x-mac-cyrillic", "c16565909680c725757552f0080ed60f3dd78c9f02b025ed3204b4ead14ae506"),
];

#[test]
fn texts_decode_as_elsewhere() {
    for (label, bytes, expected) in TEXTS {
        let head = format!("<?xml version='1.0' encoding='{label}'?><a>");
        let document = [head.as_bytes(), bytes, b"</a>"].concat();
        assert_eq!(text(&document).as_deref(), Ok(*expected), "{label}");
    }
}

/// The samples have attributes without quotes, on purpose. What follows the declaration is read as CDATA.
fn as_cdata(sample: &[u8]) -> Vec<u8> {
    let end = sample.windows(2).position(|pair| pair == b"?>").expect("a declaration") + 2;
    let mut document = [&sample[..end], b"<a><![CDATA["].concat();
    for &byte in &sample[end..] {
        if byte == b'>' && document.ends_with(b"]]") {
            document.extend_from_slice(b"]]><![CDATA[");
        }
        document.push(byte);
    }
    document.extend_from_slice(b"]]></a>");
    document
}

#[test]
fn the_samples_decode_as_elsewhere() {
    let Some(files) = archive("corpus/hostile-xml.tar.gz") else { return };
    let mut wrong = Vec::new();
    for (name, expected) in SAMPLES {
        let path = format!("hostile-xml/quick-xml/tests/documents/encoding/{name}.xml");
        let Some(sample) = files.get(&path) else { panic!("{path} is not in the corpus") };
        match text(&as_cdata(sample)) {
            Ok(text) => {
                let hash = Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hash, byte| {
                    let _ = write!(hash, "{byte:02x}");
                    hash
                });
                if hash != *expected {
                    wrong.push(format!("{name}: {} characters", text.chars().count()));
                }
            }
            Err(fault) => wrong.push(format!("{name}: {fault}")),
        }
        assert!(kind(sample).is_some(), "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_forms_of_unicode_give_the_same_events() {
    let Some(files) = archive("corpus/hostile-xml.tar.gz") else { return };
    let [plain, others @ ..] = ["utf8", "utf8-bom", "utf16le-bom", "utf16be-bom", "utf16le"]
        .map(|name| events(&files[&format!("hostile-xml/quick-xml/tests/documents/encoding/{name}.xml")]));
    assert_eq!(plain.as_ref().map(Vec::len), Ok(3));
    for other in others {
        assert_eq!(other, plain);
    }
}

#[test]
fn a_label_that_lies_is_refused() {
    assert_eq!(kind(b"<?xml version='1.0' encoding='utf-16'?><a/>"), Some(FaultKind::EncodingContradiction));
    assert_eq!(kind(b"<?xml version='1.0'?><a>\xE9</a>"), Some(FaultKind::MalformedText));
}
