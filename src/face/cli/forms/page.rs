//! A page to print: A4, black on white, a boxed table, a line for every signature. No script and nothing from elsewhere.

use std::fmt::Write;

use super::Printer;
use crate::domain::form::{FieldState, Filled};
use crate::domain::id::RecordId;
use crate::face::cli::svg::escape;

const STYLE: &str = "@page { size: A4; margin: 18mm 16mm }\n\
    body { margin: 0 auto; max-width: 178mm; color: #000; background: #fff; font: 10.5pt/1.6 'SimSun', 'Songti SC', 'Noto Serif CJK SC', serif }\n\
    section { break-after: page } section:last-child { break-after: auto }\n\
    h1 { margin: 6mm 0 2mm; font-size: 18pt; font-weight: bold; text-align: center; letter-spacing: .1em }\n\
    .head { display: flex; justify-content: space-between; margin: 0 0 1mm }\n\
    table { width: 100%; border-collapse: collapse; border: 1.5pt solid #000 }\n\
    th, td { border: .5pt solid #000; padding: 1.6mm 2.4mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }\n\
    th { width: 34mm; font-weight: normal; text-align: center; vertical-align: middle }\n\
    tr { break-inside: avoid } td.open { height: 9mm; vertical-align: middle }\n\
    .signatures { margin-top: 6mm } .signatures p { margin: 0 0 2.4mm; display: flex; gap: 4mm; break-inside: avoid }\n\
    .signatures .line { flex: 1; border-bottom: .5pt solid #000; min-height: 7mm }\n\
    .foot { margin-top: 5mm; font-size: 8.5pt }\n";

/// The forms as one document.
#[must_use]
pub fn page(forms: &[Filled], request: RecordId, printer: &Printer<'_>) -> String {
    let title = forms.first().map(|filled| printer.title(filled)).unwrap_or_default();
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        printer.text.lang().tag(),
        escape(&title)
    );
    for filled in forms {
        section(&mut page, filled, request, printer);
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn section(page: &mut String, filled: &Filled, request: RecordId, printer: &Printer<'_>) {
    let (title, id) = (escape(&printer.title(filled)), request.to_string());
    let number = escape(&printer.text.get("form-request", [("id", id.as_str().into())]));
    let state = escape(&printer.text.say(super::state_key(filled)));
    // Writing to a string does not fail.
    let _ = write!(page, "<section>\n<h1>{title}</h1>\n<p class=\"head\"><span>{}</span><span>{state}</span></p>\n<table>\n", filled.form);
    for field in &filled.fields {
        let label = escape(&printer.label(field.label));
        let open = matches!(field.state, FieldState::Missing | FieldState::NotNeeded);
        // What is lacking is filled in by hand: the cell stays white.
        let answer = if open { String::new() } else { escape(&printer.answer(field)) };
        let class = if open { " class=\"open\"" } else { "" };
        let _ = writeln!(page, "<tr><th scope=\"row\">{label}</th><td{class}>{answer}</td></tr>");
    }
    page.push_str("</table>\n<div class=\"signatures\">\n");
    for signature in &filled.signatures {
        let label = escape(&printer.label(signature.label));
        let signed = if signature.record.is_some() {
            escape(&printer.signature(signature))
        } else {
            printer.who(signature).map(|who| escape(&who)).unwrap_or_default()
        };
        let _ = writeln!(page, "<p><span>{label}</span><span class=\"line\">{signed}</span></p>");
    }
    let _ = write!(page, "</div>\n<p class=\"foot\">{number}</p>\n</section>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{Copy, Entry, Filling, Form, Item, Label, Signature, State};
    use crate::domain::id::PersonId;
    use crate::face::text::{Lang, Text};
    use crate::face::view::Names;
    use crate::node::people::People;

    fn field(label: Label, state: FieldState, words: &str) -> Filling {
        let entries = vec![Entry { record: RecordId([7; 32]), items: vec![Item::Text(words.to_owned())] }];
        Filling { label, entries: if state == FieldState::Filled { entries } else { Vec::new() }, state }
    }

    fn register() -> Filled {
        let signed = |record| Signature {
            label: Label::Ours("first-contact"),
            who: Some(PersonId([1; 16])),
            at: Some(1_764_000_000_000),
            bounds: (None, Some(1_764_000_060_000)),
            record,
        };
        Filled {
            form: Form::F1,
            copy: Copy::Only,
            fields: vec![
                field(Label::Quote("姓名", "Name"), FieldState::Erased, ""),
                field(Label::Quote("内容", "Content"), FieldState::Filled, "<script>alert('水管\"漏\"了')</script> & 别的"),
                field(Label::Quote("处理结果", "Result"), FieldState::Missing, ""),
            ],
            signatures: vec![signed(Some(RecordId([7; 32]))), signed(None)],
            state: State::Partial { fields: vec![2], signatures: vec![1] },
        }
    }

    fn printed(lang: Lang) -> String {
        let people = People::default();
        page(&[register()], RecordId([7; 32]), &Printer { text: Text::of(lang), names: Names::of(&people) })
    }

    #[test]
    fn a_page_to_print_says_what_stands_beside_it() {
        let expected = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/f1.html");
        if std::env::var_os("PAGES").is_some_and(|value| value == "write") {
            std::fs::write(expected, printed(Lang::ZhHans)).expect("the page is written");
        }
        assert_eq!(printed(Lang::ZhHans), std::fs::read_to_string(expected).expect("the page beside it"));
    }

    #[test]
    fn words_of_others_cannot_leave_their_cell() {
        let page = printed(Lang::En);
        assert!(page.contains("&lt;script&gt;alert(&#39;水管&quot;漏&quot;了&#39;)&lt;/script&gt; &amp; 别的"), "{page}");
        assert!(!page.contains("<script") && !page.contains("http"), "nothing runs, and nothing comes from elsewhere");
        assert!(page.contains("《首问事项登记》 (First-contact register)") && page.contains("姓名 (Name)"), "{page}");
        assert_eq!(page.matches("<tr>").count(), 3);
        assert_eq!(page.matches("class=\"line\"").count(), 2);
    }
}
