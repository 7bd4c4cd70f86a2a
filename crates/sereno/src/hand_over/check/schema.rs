//! The schema as tables: which elements stand where, in which order, how often.
//!
//! Only what a file of ours has. An element the schema knows beside these is refused: nobody here
//! would know why it is there.

use super::Trail;
use super::facet::Facet;
use super::tree::Element;

/// The name of the message.
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// How often an element stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Occurs {
    Once,
    AtMostOnce,
    Often,
}

/// What an element holds.
#[derive(Clone, Copy)]
enum Form {
    /// These, in this order.
    Sequence(&'static [Part]),
    /// One of these.
    Choice(&'static [Part]),
    /// A text.
    Leaf(Facet),
    /// A text with the currency as its attribute.
    Amount,
}

/// An element where it may stand.
#[derive(Clone, Copy)]
struct Part {
    name: &'static str,
    occurs: Occurs,
    form: Form,
}

const fn once(name: &'static str, form: Form) -> Part {
    Part { name, occurs: Occurs::Once, form }
}

const fn maybe(name: &'static str, form: Form) -> Part {
    Part { name, occurs: Occurs::AtMostOnce, form }
}

const fn often(name: &'static str, form: Form) -> Part {
    Part { name, occurs: Occurs::Often, form }
}

const fn leaf(name: &'static str, facet: Facet) -> Part {
    once(name, Form::Leaf(facet))
}

const MESSAGE: Form = Form::Sequence(&[once("GrpHdr", HEADER), often("PmtInf", ORDER)]);

const HEADER: Form = Form::Sequence(&[
    leaf("MsgId", Facet::Id),
    leaf("CreDtTm", Facet::Instant),
    leaf("NbOfTxs", Facet::Count),
    leaf("CtrlSum", Facet::Sum),
    once("InitgPty", PARTY),
]);

const ORDER: Form = Form::Sequence(&[
    leaf("PmtInfId", Facet::Id),
    leaf("PmtMtd", Facet::Transfer),
    leaf("NbOfTxs", Facet::Count),
    leaf("CtrlSum", Facet::Sum),
    once("ReqdExctnDt", Form::Choice(&[leaf("Dt", Facet::Day), leaf("DtTm", Facet::Instant)])),
    once("Dbtr", PARTY),
    once("DbtrAcct", ACCOUNT),
    once("DbtrAgt", BANK),
    often("CdtTrfTxInf", PAYMENT),
]);

const PAYMENT: Form = Form::Sequence(&[
    once(
        "PmtId",
        Form::Sequence(&[maybe("InstrId", Form::Leaf(Facet::Id)), leaf("EndToEndId", Facet::Id)]),
    ),
    once("Amt", Form::Choice(&[once("InstdAmt", Form::Amount)])),
    once("CdtrAgt", BANK),
    once("Cdtr", PARTY),
    once("CdtrAcct", ACCOUNT),
    maybe("RmtInf", Form::Sequence(&[leaf("Ustrd", Facet::Text(140))])),
]);

const PARTY: Form =
    Form::Sequence(&[leaf("Nm", Facet::Text(140)), maybe("CtryOfRes", Form::Leaf(Facet::Country))]);

const ACCOUNT: Form = Form::Sequence(&[
    once(
        "Id",
        Form::Choice(&[
            leaf("IBAN", Facet::Iban),
            once("Othr", Form::Sequence(&[leaf("Id", Facet::AccountNumber)])),
        ]),
    ),
    maybe("Ccy", Form::Leaf(Facet::Currency)),
]);

const BANK: Form = Form::Sequence(&[once(
    "FinInstnId",
    Form::Choice(&[
        leaf("BICFI", Facet::Bic),
        once("Othr", Form::Sequence(&[leaf("Id", Facet::Text(35))])),
    ]),
)]);

/// Checks every element of a file.
pub(super) fn document(root: &Element, trail: &mut Trail) {
    trail.below(root.name.clone(), |trail| {
        if root.name != "Document" {
            trail.wrong(&root.name, "the root is a Document");
        }
        let namespace = root.attribute("xmlns").unwrap_or_default();
        if namespace != NAMESPACE {
            trail.wrong(namespace, format!("the message is {NAMESPACE}"));
        }
        attributes(root, &["xmlns"], trail);
        sequence(root, &[once("CstmrCdtTrfInitn", MESSAGE)], trail);
    });
}

fn element(element: &Element, form: Form, trail: &mut Trail) {
    match form {
        Form::Sequence(parts) => {
            attributes(element, &[], trail);
            sequence(element, parts, trail);
        }
        Form::Choice(parts) => {
            attributes(element, &[], trail);
            choice(element, parts, trail);
        }
        Form::Leaf(facet) => {
            attributes(element, &[], trail);
            text(element, facet, trail);
        }
        Form::Amount => {
            attributes(element, &["Ccy"], trail);
            let code = element.attribute("Ccy").unwrap_or_default();
            if let Some(wrong) = Facet::Currency.wrong(code) {
                trail.wrong(code, format!("Ccy {wrong}"));
            }
            text(element, Facet::Amount, trail);
        }
    }
}

fn attributes(element: &Element, known: &[&str], trail: &mut Trail) {
    for (name, _) in &element.attributes {
        if !known.contains(&name.as_str()) {
            trail.wrong(name, "is an attribute that does not belong here");
        }
    }
}

fn text(element: &Element, facet: Facet, trail: &mut Trail) {
    if let Some(child) = element.children.first() {
        trail.wrong(&child.name, "does not belong into a text");
    }
    if let Some(wrong) = facet.wrong(&element.text) {
        trail.wrong(&facet.told(&element.text), wrong);
    }
}

fn sequence(parent: &Element, parts: &[Part], trail: &mut Trail) {
    no_text(parent, trail);
    let mut rest = parent.children.as_slice();
    for part in parts {
        let n_found = rest.iter().take_while(|child| child.name == part.name).count();
        let (found, others) = rest.split_at(n_found);
        rest = others;
        for (no, child) in (1_u32..).zip(found) {
            below(child, part, no, trail);
        }
        let elsewhere = parent.child(part.name).is_some();
        match part.occurs {
            Occurs::Once | Occurs::Often if n_found == 0 && !elsewhere => {
                trail.wrong("", format!("{} is missing", part.name));
            }
            Occurs::Once | Occurs::AtMostOnce if n_found > 1 => {
                trail.wrong("", format!("{} stands there {n_found} times, not once", part.name));
            }
            Occurs::Once | Occurs::AtMostOnce | Occurs::Often => {}
        }
    }
    for child in rest {
        let known = parts.iter().any(|part| part.name == child.name);
        let wrong = if known { "is not in its place" } else { "does not belong here" };
        trail.wrong(&child.name, wrong);
    }
}

fn choice(parent: &Element, parts: &[Part], trail: &mut Trail) {
    no_text(parent, trail);
    let names: Vec<&str> = parts.iter().map(|part| part.name).collect();
    let [child] = parent.children.as_slice() else {
        let n_children = parent.children.len();
        trail.wrong("", format!("holds {n_children} elements, not one of {}", names.join(", ")));
        return;
    };
    match parts.iter().find(|part| part.name == child.name) {
        Some(part) => below(child, part, 1, trail),
        None => trail.wrong(&child.name, format!("is not one of {}", names.join(", "))),
    }
}

fn below(child: &Element, part: &Part, no: u32, trail: &mut Trail) {
    let step = if part.occurs == Occurs::Often {
        format!("{}[{no}]", part.name)
    } else {
        part.name.to_owned()
    };
    trail.below(step, |trail| {
        if part.name == "CdtTrfTxInf" {
            trail.payment(child, |trail| element(child, part.form, trail));
        } else {
            element(child, part.form, trail);
        }
    });
}

fn no_text(parent: &Element, trail: &mut Trail) {
    let text = parent.text.trim();
    if !text.is_empty() {
        trail.wrong("", "has a text between its elements");
    }
}
