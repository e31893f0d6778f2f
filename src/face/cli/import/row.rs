//! One row of the file after the other, as the mapping reads it.

use std::collections::BTreeMap;

use super::code::Codes;
use super::mapping::{Mapping, Values};
use crate::domain::act::word::{Claimed, Field};
use crate::domain::id::Code;
use crate::domain::payload::Personal;
use crate::domain::time::UtcMs;
use crate::face::cli::failure::Failure;
use crate::node::import::ImportRow;

/// The rows of a file. What is malformed is kept aside and does not stop the rest.
pub struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    mapping: &'a Mapping,
    codes: &'a mut Codes,
    /// Where each column of the header row stands.
    places: BTreeMap<String, usize>,
    template: Vec<Part>,
    malformed: Vec<(u64, Failure)>,
    number: u64,
}

/// A piece of the words' template.
enum Part {
    Text(String),
    Cell(usize),
}

impl<'a> Rows<'a> {
    /// Reads the header row and finds the mapping's columns in it.
    ///
    /// # Errors
    /// A column of the mapping is not in the file.
    pub fn new(bytes: &'a [u8], mapping: &'a Mapping, codes: &'a mut Codes) -> Result<Self, Failure> {
        // A byte order mark is not part of the first column's name.
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().delimiter(mapping.delimiter).from_reader(bytes);
        let headers = reader.headers().map_err(|why| Failure::usage("import-unreadable").with("why", why))?.clone();
        let places: BTreeMap<String, usize> = headers.iter().enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect();
        let columns = &mapping.columns;
        let named = [
            Some(&columns.key),
            columns.opened.as_ref(),
            columns.serviced.as_ref(),
            columns.closed.as_ref(),
            columns.owner.as_ref(),
            columns.crew.as_ref(),
            columns.state.as_ref(),
            columns.channel.as_ref(),
            columns.matter.as_ref(),
        ];
        let missing = named.into_iter().flatten().find(|name| !places.contains_key(*name));
        if let Some(name) = missing {
            return Err(no_column(name, &headers));
        }
        let template = template(mapping.template.as_deref().unwrap_or_default(), &places).map_err(|name| no_column(&name, &headers))?;
        Ok(Self { reader, mapping, codes, places, template, malformed: Vec::new(), number: 0 })
    }

    /// The rows that could not be read, by line.
    pub fn into_malformed(self) -> Vec<(u64, Failure)> {
        self.malformed
    }

    fn row(&mut self, record: &csv::StringRecord) -> Result<ImportRow, Failure> {
        let mapping = self.mapping;
        let columns = &mapping.columns;
        let key = self.cell(record, Some(&columns.key)).unwrap_or_default();
        if key.is_empty() {
            return Err(Failure::usage("row-no-key").with("column", &columns.key));
        }
        let words = self.words(record);
        let state = self.meaning(record, columns.state.as_ref(), mapping.state.as_ref())?.unwrap_or(Claimed::closed);
        let (owner, crew) = (self.cell(record, columns.owner.as_ref()), self.cell(record, columns.crew.as_ref()));
        Ok(ImportRow {
            row: self.number,
            client_key: format!("{}:{key}", mapping.source),
            channel: self.meaning(record, columns.channel.as_ref(), mapping.channel.as_ref())?,
            matter: self.meaning(record, columns.matter.as_ref(), mapping.matter.as_ref())?,
            opened: self.time(record, columns.opened.as_ref())?,
            serviced: self.time(record, columns.serviced.as_ref())?,
            closed: self.time(record, columns.closed.as_ref())?,
            owner: code(owner, mapping.owner.as_ref(), self.codes),
            crew: code(crew, mapping.crew.as_ref(), self.codes),
            state,
            words,
            offer_to: mapping.offer_post.clone().filter(|_| state == Claimed::open),
        })
    }

    fn cell<'r>(&self, record: &'r csv::StringRecord, column: Option<&String>) -> Option<&'r str> {
        let place = self.places.get(column?)?;
        record.get(*place).map(str::trim).filter(|cell| !cell.is_empty())
    }

    fn time(&self, record: &csv::StringRecord, column: Option<&String>) -> Result<Option<UtcMs>, Failure> {
        let Some(cell) = self.cell(record, column) else { return Ok(None) };
        let wrong = || Failure::usage("row-time").with("column", column.map_or("", String::as_str)).with("value", cell);
        self.mapping.time(cell).map(Some).ok_or_else(wrong)
    }

    fn meaning<W: Copy>(
        &self,
        record: &csv::StringRecord,
        column: Option<&String>,
        values: Option<&Values<W>>,
    ) -> Result<Option<W>, Failure> {
        let (Some(column), Some(values)) = (column, values) else { return Ok(None) };
        let cell = self.cell(record, Some(column)).unwrap_or_default();
        let meaning = values.values.get(cell).copied().or(values.default);
        meaning.map(Some).ok_or_else(|| Failure::usage("row-value").with("column", column).with("value", cell))
    }

    fn words(&self, record: &csv::StringRecord) -> Personal {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Cell(place) => record.get(*place).unwrap_or_default().trim().to_owned(),
        };
        let text: String = self.template.iter().map(part).collect();
        let mut words = Personal::default();
        if !text.trim().is_empty() {
            words.texts.insert(Field::words, text);
        }
        words
    }
}

impl Iterator for Rows<'_> {
    type Item = ImportRow;

    fn next(&mut self) -> Option<ImportRow> {
        loop {
            let mut record = csv::StringRecord::new();
            let read = self.reader.read_record(&mut record);
            let line = match &read {
                Ok(_) => record.position().map_or(0, csv::Position::line),
                Err(why) => why.position().map_or(0, csv::Position::line),
            };
            self.number += 1;
            let row = match read {
                Ok(false) => return None,
                Ok(true) => self.row(&record),
                Err(why) => Err(explain(&why)),
            };
            match row {
                Ok(row) => return Some(row),
                Err(why) => self.malformed.push((line, why)),
            }
        }
    }
}

fn explain(error: &csv::Error) -> Failure {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Failure::usage("row-cells").with("found", len).with("expected", expected_len)
        }
        csv::ErrorKind::Utf8 { .. } => Failure::usage("row-utf8"),
        _ => Failure::usage("import-unreadable").with("path", "").with("why", error),
    }
}

fn code(cell: Option<&str>, values: Option<&Values<Code>>, codes: &mut Codes) -> Option<Code> {
    let given = |values: &Values<Code>| values.values.get(cell.unwrap_or_default()).or(values.default.as_ref()).cloned();
    values.and_then(given).or_else(|| codes.of(cell?))
}

fn no_column(name: &str, headers: &csv::StringRecord) -> Failure {
    let known: Vec<&str> = headers.iter().map(str::trim).collect();
    Failure::usage("import-no-column").with("column", name).with("known", known.join(", "))
}

/// Cuts `{column}` out of a template.
fn template(text: &str, places: &BTreeMap<String, usize>) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| after.to_owned())?;
        let place = places.get(name.trim()).ok_or_else(|| name.to_owned())?;
        parts.extend([Part::Text(before.to_owned()), Part::Cell(*place)]);
        rest = after;
    }
    parts.push(Part::Text(rest.to_owned()));
    Ok(parts)
}
