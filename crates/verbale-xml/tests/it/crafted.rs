//! Documents made for one rule each.

use crate::support::{events, events_within, fault, kind};
use verbale_xml::{FaultKind, Limits, NamespaceId, Place, Reader};

#[test]
fn text_is_joined_and_everything_has_its_place() {
    let document = "\u{feff}<?xml version='1.0'?>\r\n<!-- c -->\n<g:Data xmlns:g='urn:g' xmlns='urn:d'\r\n  g:a='1&amp;\t2' b=\"é'\">\
        x&lt;<![CDATA[<&]]]]><!-- é --><?p q?>&#x1F600;\r\ny<v /><w xmlns=''> </w></g:Data >\n<?end?>";
    assert_eq!(
        events(document.as_bytes()).unwrap(),
        [
            "3:1 <urn:g|Data urn:g|a=\"1& 2\"@3 |b=\"é'\"@18",
            "4:25 \"x<<&]]😀\\ny\"",
            "5:2 <urn:d|v",
            "5:2 >urn:d|v",
            "5:7 <|w",
            "5:19 \" \"",
            "5:20 >|w",
            "5:24 >urn:g|Data",
        ]
    );
}

#[test]
fn what_is_not_well_formed_is_named() {
    use FaultKind::{
        BadAttribute, BadComment, BadDeclaration, BadInstruction, BadMarkup, BadName, BadNamespace, BadReference, CdataEndInText,
        Doctype, DuplicateAttribute, EndsEarly, ForbiddenCharacter, MarkupInAttribute, MismatchedEnd, MisplacedDeclaration, NoRoot,
        SecondRoot, TextOutsideRoot, UndeclaredPrefix, UndefinedEntity,
    };
    for (document, expected) in [
        ("", NoRoot),
        (" \n", NoRoot),
        ("<!-- c -->", NoRoot),
        ("<a><b></b>", EndsEarly),
        ("<a", EndsEarly),
        ("<a b='", EndsEarly),
        ("<a>&am", EndsEarly),
        ("<a/><b/>", SecondRoot),
        ("<a/>text", TextOutsideRoot),
        ("<a/>&#32;", TextOutsideRoot),
        ("<a/><![CDATA[]]>", TextOutsideRoot),
        ("x<a/>", TextOutsideRoot),
        ("\u{feff}\u{feff}<a/>", TextOutsideRoot),
        ("<a>\0</a>", ForbiddenCharacter),
        ("<a>&#0;</a>", ForbiddenCharacter),
        ("<a>\u{1}</a>", ForbiddenCharacter),
        ("<a b='&#xFFFF;'/>", ForbiddenCharacter),
        ("<!-- \u{c} --><a/>", ForbiddenCharacter),
        ("<a x='1' x='2'/>", DuplicateAttribute),
        ("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>", DuplicateAttribute),
        ("<a xmlns='u' xmlns='v'/>", DuplicateAttribute),
        ("<!DOCTYPE a><a/>", Doctype),
        ("<!DOCTYPE a [<!ENTITY z 'x'>]><a>&z;</a>", Doctype),
        ("<!DOCTYPE a [", Doctype),
        ("<q:b/>", UndeclaredPrefix),
        ("<a q:b=''/>", UndeclaredPrefix),
        ("<a><b xmlns:q='u'/><q:c/></a>", UndeclaredPrefix),
        ("<xmlns:a/>", UndeclaredPrefix),
        ("<a xmlns:p=''/>", BadNamespace),
        ("<a xmlns:xml='u'/>", BadNamespace),
        ("<a xmlns='http://www.w3.org/2000/xmlns/'/>", BadNamespace),
        ("<a xmlns:p='http://www.w3.org/XML/1998/namespac&#101;'/>", BadNamespace),
        ("<a>&nbsp;</a>", UndefinedEntity),
        ("<a b='&z;'/>", UndefinedEntity),
        ("<a>& b</a>", BadReference),
        ("<a>& ;</a>", BadReference),
        ("<a b='&'/>", BadReference),
        ("<a></b>", MismatchedEnd),
        ("</a>", MismatchedEnd),
        ("<a></a b='1'>", MismatchedEnd),
        ("<a></ a>", MismatchedEnd),
        ("<a></A>", MismatchedEnd),
        ("<1a/>", BadName),
        ("< a/>", BadName),
        ("<a:b:c/>", BadName),
        ("<a 1='x'/>", BadName),
        ("<a <b/>", BadName),
        ("<a b=1/>", BadAttribute),
        ("<a b/>", BadAttribute),
        ("<a b='1'c='2'/>", BadAttribute),
        ("<a b='<'/>", MarkupInAttribute),
        ("<a><!-- -- --></a>", BadComment),
        ("<a><!-- ---></a>", BadComment),
        ("<a>]]></a>", CdataEndInText),
        ("<a><![cdata[]]></a>", BadMarkup),
        ("<a><!ELEMENT b></a>", BadMarkup),
        ("<a><?XML x?></a>", BadInstruction),
        ("<a><? x?></a>", BadInstruction),
        ("<a><?p:q?></a>", BadInstruction),
        ("<a/><?xml version='1.0'?>", MisplacedDeclaration),
        (" <?xml version='1.0'?><a/>", MisplacedDeclaration),
        ("<?xml version='1.0' standalone='maybe'?><a/>", BadDeclaration),
    ] {
        assert_eq!(kind(document.as_bytes()), Some(expected), "{document}");
    }
}

#[test]
fn a_fault_tells_where_and_repeats_no_content() {
    let fault = fault("<Data>\n <é:Set xmlns:é='u'><v secret='s'>7</v>é<v>secret]]></v></é:Set></Data>".as_bytes());
    assert_eq!(fault.place, Place { line: 2, column: 50 });
    assert_eq!(fault.path, "/Data/é:Set/v");
    assert_eq!(fault.to_string(), "line 2, column 50, in /Data/é:Set/v: text contains ]]>");
}

#[test]
fn a_namespace_is_known_before_it_is_seen() {
    let mut reader = Reader::new(b"<q:S xmlns:q='urn:evil' xml:lang='fr' v='1'/>", Limits::default()).unwrap();
    let (good, evil) = (reader.namespace("urn:good"), reader.namespace("urn:evil"));
    let event = reader.next_event().unwrap().unwrap();
    let verbale_xml::Kind::Start { name, attributes } = event.kind else { panic!("a start") };
    assert!(name.namespace == evil && name.namespace != good);
    assert_eq!(attributes.get(NamespaceId::XML, "lang"), Some("fr"));
    assert_eq!(attributes.get(NamespaceId::NONE, "v"), Some("1"));
    assert_eq!(attributes.get(NamespaceId::NONE, "lang"), None);
    assert_eq!(attributes.iter().count(), 2);
}

#[test]
fn everything_has_a_bound() {
    let limits = Limits { total_bytes: 200_000, depth: 3, attributes: 2, token_bytes: 100_000, name_bytes: 10, namespaces: 2 };
    let long = |length| "x".repeat(length);
    for (document, expected) in [
        ("<a><b><c/></b></a>".to_owned(), None),
        ("<a><b><c><d/></c></b></a>".to_owned(), Some(FaultKind::TooDeep)),
        ("<a b='' c=''/>".to_owned(), None),
        ("<a b='' c='' d=''/>".to_owned(), Some(FaultKind::TooManyAttributes)),
        (format!("<{}/>", long(10)), None),
        (format!("<{}/>", long(11)), Some(FaultKind::NameTooLong)),
        (format!("<a {}=''/>", long(11)), Some(FaultKind::NameTooLong)),
        (format!("<a xmlns='{}'/>", long(11)), Some(FaultKind::NameTooLong)),
        (format!("<a>{}</a>", long(100_000)), None),
        (format!("<a>{}</a>", long(100_001)), Some(FaultKind::TokenTooLong)),
        (format!("<a>{0}<!-- -->{0}</a>", long(60_000)), Some(FaultKind::TokenTooLong)),
        (format!("<a b='{}'/>", long(150_000)), Some(FaultKind::TokenTooLong)),
        (format!("<a><!--{}--></a>", long(150_000)), Some(FaultKind::TokenTooLong)),
        (format!("<a>{0}<b/>{0}<b/>{0}</a>", long(70_000)), Some(FaultKind::TooLarge)),
        ("<a xmlns:p='1' xmlns:q='2'><b/></a>".to_owned(), None),
        ("<a xmlns:p='1' xmlns:q='1'><b xmlns:r='1'/></a>".to_owned(), Some(FaultKind::TooManyNamespaces)),
        ("<a><b xmlns='1'/><b xmlns='2'/><b xmlns='3'/></a>".to_owned(), Some(FaultKind::TooManyNamespaces)),
    ] {
        let found = events_within(document.as_bytes(), limits).err().map(|fault| fault.kind);
        assert_eq!(found, expected, "{}", &document[..document.len().min(60)]);
    }
    assert_eq!(kind("<a>".repeat(100_000).as_bytes()), Some(FaultKind::TooDeep));
}
