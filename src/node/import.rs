//! History kept elsewhere: one `Import` a row, and an `Offer` to a post for what is still open.

use std::collections::BTreeSet;

use super::draft::ActError;
use super::handle::Handle;
use super::pen::{Body, Signer};
use super::write::{Scribe, check_right};
use crate::domain::act::word::{Channel, Claimed, Matter, Mode};
use crate::domain::act::{Act, Addressee, Import, Kind, Offer};
use crate::domain::id::{ClientKey, Code, PersonId, RecordId};
use crate::domain::payload::Personal;
use crate::domain::time::UtcMs;

/// How many rows are committed together: durable in some tens of milliseconds, and little to repeat after a crash.
const ROWS_PER_COMMIT: usize = 2_000;

/// A row as the mapping file reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// Its number in the source, from 1.
    pub row: u64,
    /// What makes it one request however often it is imported, as `311:1-1523590121`.
    pub client_key: String,
    /// Claimed channel.
    pub channel: Option<Channel>,
    /// Claimed matter.
    pub matter: Option<Matter>,
    /// Claimed time of the contact.
    pub opened: Option<UtcMs>,
    /// Claimed time of the service.
    pub serviced: Option<UtcMs>,
    /// Claimed time of the closing.
    pub closed: Option<UtcMs>,
    /// Claimed owning department.
    pub owner: Option<Code>,
    /// Claimed crew.
    pub crew: Option<Code>,
    /// Claimed state.
    pub state: Claimed,
    /// The words of the row.
    pub words: Personal,
    /// The post to offer it to while it is open.
    pub offer_to: Option<Code>,
}

/// What holds for all rows.
#[derive(Clone, Debug, Default)]
pub struct ImportPlan {
    /// Who claims the history; `None` is the only person of this device.
    pub author: Option<PersonId>,
    /// The source's name: the same rows under another name are another import.
    pub source: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows that became requests.
    pub imported: u64,
    /// Rows that were here already.
    pub known: u64,
    /// Rows that were offered to a post.
    pub offered: u64,
    /// Rows that could not be signed, with the reason.
    pub refused: Vec<(u64, String)>,
}

impl Handle {
    /// Imports rows, some thousand a commit; `progress` hears how many are done. A row that cannot be signed is
    /// reported and does not stop the rest; rows that are here already are counted and left alone.
    ///
    /// # Errors
    /// The author may not import, or the store failed: what `progress` heard of is stored, and importing again adds the rest.
    pub fn import(
        &self,
        plan: &ImportPlan,
        rows: impl Iterator<Item = ImportRow>,
        mut progress: impl FnMut(u64),
    ) -> Result<ImportReport, ActError> {
        let (mut rows, mut report) = (rows.fuse(), ImportReport::default());
        loop {
            let part: Vec<ImportRow> = rows.by_ref().take(ROWS_PER_COMMIT).collect();
            if part.is_empty() {
                return Ok(report);
            }
            let done = self.commit_as(plan.author, |scribe| import_part(scribe, &plan.source, &part))?;
            report.imported += done.imported;
            report.known += done.known;
            report.offered += done.offered;
            report.refused.extend(done.refused);
            progress(report.imported + report.known + report.refused.len() as u64);
        }
    }
}

/// One commit's rows. Nothing is folded here: an import and an offer of it by its author always have their effect.
fn import_part(scribe: &mut Scribe<'_>, source: &str, rows: &[ImportRow]) -> Result<ImportReport, ActError> {
    let site = scribe.pen.handle.identity().site;
    let signer = scribe.signer(site)?;
    check_right(Kind::Import, &scribe.certificate(site)?.roles)?;
    let (mut report, mut seen) = (ImportReport::default(), BTreeSet::new());
    for row in rows {
        let client_key = ClientKey::of(&row.client_key);
        if !seen.insert(client_key) || !scribe.pen.snapshot.by_client_key(site, client_key)?.is_empty() {
            report.known += 1;
            continue;
        }
        match import_row(scribe, &signer, row, ClientKey::of(source)) {
            Ok(offered) => {
                report.imported += 1;
                report.offered += u64::from(offered);
            }
            Err(why @ (ActError::TooLong(_) | ActError::TooMuch(_))) => report.refused.push((row.row, why.to_string())),
            Err(other) => return Err(other),
        }
    }
    Ok(report)
}

/// Whether the row was offered to a post.
fn import_row(scribe: &mut Scribe<'_>, signer: &Signer, row: &ImportRow, source: ClientKey) -> Result<bool, ActError> {
    let import = Import {
        source,
        row: row.row,
        client_key: ClientKey::of(&row.client_key),
        channel: row.channel,
        matter: row.matter,
        opened: row.opened,
        serviced: row.serviced,
        closed: row.closed,
        owner: row.owner.clone(),
        crew: row.crew.clone(),
        state: row.state,
    };
    let act = |act: Act, request: Option<RecordId>, personal: Personal| {
        let parents = request.into_iter().collect();
        Body { act, request, parents, happened: None, personal }
    };
    let imported = scribe.pen.sign(signer, act(import.into(), None, row.words.clone()))?.id();
    let Some(post) = row.offer_to.clone().filter(|_| row.state == Claimed::open) else { return Ok(false) };
    let to = Some(Addressee::Post(post));
    let offer = Offer { tenures: vec![imported], to, mode: Mode::record, reached: false, consent: None, reason: None };
    scribe.pen.sign(signer, act(offer.into(), Some(imported), Personal::default()))?;
    Ok(true)
}
