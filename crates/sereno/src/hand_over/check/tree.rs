//! A document as a tree of elements. Declarations of types, which could make one file read another
//! or grow without end, are refused unread.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Bytes of a file; a payment takes less than a thousand.
const BYTES_MAX: usize = 64 << 20;
/// Elements inside one another; the deepest of ours is the ninth.
const DEPTH_MAX: usize = 16;

/// An element.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Self>,
}

/// Why there is no tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unread {
    /// What stands there.
    pub(super) value: String,
    /// What is wrong with it.
    pub(super) wrong: String,
}

impl Unread {
    fn new(value: &str, wrong: impl Into<String>) -> Self {
        Self { value: value.to_owned(), wrong: wrong.into() }
    }
}

impl Element {
    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children_of(name).next()
    }

    /// Every child of a name.
    pub(super) fn children_of(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the element at the end of a path.
    pub(super) fn text_at(&self, path: &[&str]) -> Option<&str> {
        let found = path.iter().try_fold(self, |element, name| element.child(name))?;
        Some(&found.text)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(found, _)| found == name)?;
        Some(&found.1)
    }
}

/// The root of a file.
///
/// # Errors
/// [`Unread`] when it is no XML, too large, too deep, or declares types of its own.
pub(super) fn parse(file: &[u8]) -> Result<Element, Unread> {
    if file.len() > BYTES_MAX {
        return Err(Unread::new(
            &file.len().to_string(),
            format!("a file has at most {BYTES_MAX} bytes: split it"),
        ));
    }
    let text = std::str::from_utf8(file).map_err(|error| Unread::new("", error.to_string()))?;
    let mut reader = Reader::from_str(text);
    // The bottom one is outside of the root.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| {
            Unread::new("", format!("is not XML at byte {}: {error}", reader.error_position()))
        })?;
        match event {
            Event::Start(start) => {
                if open.len() > DEPTH_MAX {
                    return Err(Unread::new(start.name().0, "stands too deep"));
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                let element = element(&start)?;
                close(&mut open, element);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(&mut open, element);
                }
            }
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(text) => push(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => push(&mut open, &character(&entity)?),
            Event::DocType(_) => return Err(Unread::new("DOCTYPE", "a file declares no types")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    root(open)
}

/// The one element that stands outside of all.
fn root(mut open: Vec<Element>) -> Result<Element, Unread> {
    let bottom = open.pop().filter(|_| open.is_empty());
    let Some(mut bottom) = bottom else {
        return Err(Unread::new("", "ends before its last element is closed"));
    };
    if !bottom.text.trim().is_empty() {
        return Err(Unread::new(bottom.text.trim(), "stands outside of the root"));
    }
    match (bottom.children.pop(), bottom.children.is_empty()) {
        (Some(root), true) => Ok(root),
        (_, _) => Err(Unread::new("", "a file has one root")),
    }
}

fn close(open: &mut [Element], element: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(element);
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, Unread> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute =
            attribute.map_err(|error| Unread::new(start.name().0, error.to_string()))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| Unread::new(&attribute.value, error.to_string()))?;
        attributes.push((attribute.key.0.to_owned(), value.into_owned()));
    }
    Ok(Element { name: start.name().0.to_owned(), attributes, ..Element::default() })
}

/// What a reference stands for: a number, or one of the five XML knows by itself.
fn character(entity: &quick_xml::events::BytesRef<'_>) -> Result<String, Unread> {
    let number =
        entity.resolve_char_ref().map_err(|error| Unread::new(entity, error.to_string()))?;
    if let Some(ch) = number {
        return Ok(ch.to_string());
    }
    match &**entity {
        "lt" => Ok("<".to_owned()),
        "gt" => Ok(">".to_owned()),
        "amp" => Ok("&".to_owned()),
        "apos" => Ok("'".to_owned()),
        "quot" => Ok("\"".to_owned()),
        unknown => Err(Unread::new(unknown, "is not declared")),
    }
}
