//! Bytes that somebody saved somewhere, as text: the Unicode encodings with and without their mark, and what Windows
//! and its spreadsheets write where none was asked for.

use super::Unreadable;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::collections::BTreeSet;

/// How files begin that are no text, and what they are. A spreadsheet is a ZIP archive, or one of the older kind.
const NO_TEXT: [(&[u8], &str); 9] = [
    (b"PK\x03\x04", "a workbook or an archive (.xlsx, .ods, .zip)"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3\0", "a database"),
    (b"bplist", "a property list"),
];

/// Encodings of Latin letters besides the one of western Europe.
const OTHER_LATIN: [&str; 12] = [
    "windows-1250",
    "windows-1254",
    "windows-1257",
    "windows-1258",
    "ISO-8859-2",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
    "ISO-8859-16",
];

/// Text, and the encoding it was in, unless that goes without saying.
pub(super) struct Text {
    pub text: String,
    pub encoding: Option<&'static str>,
}

/// Reads bytes as text.
///
/// # Errors
/// [`Unreadable::NotText`].
pub(super) fn decode(bytes: Vec<u8>) -> Result<Text, Unreadable> {
    if let Some((_, what)) = NO_TEXT.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Err(Unreadable::NotText(Some(what)));
    }
    let marked = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
    let encoding = marked.or_else(|| unmarked_utf16(&bytes)).unwrap_or(UTF_8);
    let text = match encoding == UTF_8 {
        true => match String::from_utf8(bytes) {
            Ok(text) => Text { text, encoding: None },
            Err(error) => decode_from(legacy(error.as_bytes()), error.as_bytes())?,
        },
        false => decode_from(encoding, &bytes)?,
    };
    let text = Text {
        text: without_mark(text.text),
        ..text
    };
    match is_binary(&text.text) {
        true => Err(Unreadable::NotText(None)),
        false => Ok(text),
    }
}

fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

fn decode_from(encoding: &'static Encoding, bytes: &[u8]) -> Result<Text, Unreadable> {
    let (text, encoding, had_errors) = encoding.decode(bytes);
    // A legacy encoding has a letter for nearly every byte; what is cut off in the middle of one is still read.
    if had_errors && text.matches('\u{fffd}').count() > 1 + text.len() / 1_000 {
        return Err(Unreadable::NotText(None));
    }
    Ok(Text {
        text: text.into_owned(),
        encoding: Some(encoding.name()),
    })
}

/// UTF-16 that does not say so: every second byte of its Latin letters, separators and line ends is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let is_clear = |many: usize, few: usize| many > 8 * few && many * 16 > bytes.len();
    match bytes.len() % 2 {
        0 if is_clear(odd, even) => Some(UTF_16LE),
        0 if is_clear(even, odd) => Some(UTF_16BE),
        _ => None,
    }
}

/// What is not UTF-8 is in the code page of somebody's Windows; browsers guess it the same way. Of the Latin ones the
/// western is the likeliest by far: another takes more than one letter, and has to make a difference.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let is_latin = OTHER_LATIN.contains(&guess.name());
    let letters: BTreeSet<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii()).collect();
    let is_same = || guess.decode(bytes).0 == WINDOWS_1252.decode(bytes).0;
    match is_latin && (letters.len() < 2 || is_same()) {
        true => WINDOWS_1252,
        false => guess,
    }
}

/// Text has line ends and tabs, and hardly any other control characters.
fn is_binary(text: &str) -> bool {
    let is_strange = |letter: &char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    text.chars().filter(is_strange).count() * 10 > text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, WINDOWS_1250, WINDOWS_1251};

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    fn read(bytes: impl Into<Vec<u8>>) -> String {
        decode(bytes.into()).unwrap().text
    }

    #[test]
    fn every_encoding_of_unicode_is_read_with_and_without_its_mark() {
        for text in [
            "title\tdone\r\nÄpfel 🍏\tyes\r\n",
            "title;done\r\n买牛奶;否\r\n",
            "title,x\n",
        ] {
            let marked = format!("\u{feff}{text}");
            for text_or_marked in [text, &marked] {
                assert_eq!(read(text_or_marked), text);
                assert_eq!(read(utf16(text_or_marked, u16::to_le_bytes)), text);
                assert_eq!(read(utf16(text_or_marked, u16::to_be_bytes)), text);
            }
        }
    }

    #[test]
    fn what_windows_writes_is_read() {
        for text in [
            "title;completed\r\nÄpfel kaufen;FALSCH\r\nMüll rausbringen;WAHR\r\n",
            "titre;terminé\r\nCafé à l’école;VRAI\r\n",
            "título;hecho\r\nMañana;VERDADERO\r\n",
            "title,done\r\n“Curly” — 5 €,1\r\n",
            "title\nZoë\n",
            "title\nnaïve\n",
            "Überweisung\n",
            "œuvre\n",
            "título;completado\r\nLlamar a mamá;FALSO\r\n",
        ] {
            let (bytes, _, _) = WINDOWS_1252.encode(text);
            let read = decode(bytes.into_owned()).unwrap();
            assert_eq!((read.text.as_str(), read.encoding), (text, Some("windows-1252")));
        }
        let text = "название;выполнено\r\nКупить молоко;ИСТИНА\r\nПозвонить маме;ЛОЖЬ\r\n";
        assert_eq!(read(WINDOWS_1251.encode(text).0), text);
        let text = "zadanie;zrobione\r\nKupić mleko;PRAWDA\r\nZadzwonić;FAŁSZ\r\n";
        assert_eq!(read(WINDOWS_1250.encode(text).0), text);
        let text = "タイトル,完了\r\n牛乳を買う,TRUE\r\n";
        assert_eq!(read(SHIFT_JIS.encode(text).0), text);
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_name() {
        let named = |bytes: &[u8]| match decode(bytes.to_vec()) {
            Err(Unreadable::NotText(what)) => what,
            _ => panic!("{bytes:?} was read"),
        };
        assert_eq!(named(b"PK\x03\x04\x14\0"), Some(NO_TEXT[0].1));
        assert_eq!(named(b"%PDF-1.7 \xff\xff"), Some("a PDF"));
        assert_eq!(named(b"\0\0\0"), None);
        assert_eq!(named(b"a\x01\x02\x03\x04\x05"), None);
    }
}
