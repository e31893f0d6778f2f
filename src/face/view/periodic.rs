//! Duties by the calendar for showing: who owes what how often, and how each period stands.

use serde::Serialize;

use super::{ClauseView, NamedView, Names};
use crate::domain::act::word::Channel;
use crate::domain::duty::{Basis, Colour, Debtor, Doubt, Recurrence, Verdict};
use crate::domain::id::RecordId;
use crate::domain::regulation::preset::words::Every;
use crate::face::text::Text;
use crate::face::word::{self, debtor};
use crate::node::PeriodicDuty;

/// A duty by the calendar in one period.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodicView {
    /// Its clause, as R10.11.
    pub rule: String,
    /// Its name in the document.
    pub duty: String,
    /// How often.
    pub every: Every,
    /// A request that is logged by one of these in the period shows that it was done; none: no record tells.
    pub channel: Vec<Channel>,
    /// Who owes it, by name; the role where the roster has nobody.
    pub who: String,
    /// The same persons.
    pub persons: Vec<NamedView>,
    /// The beginning of the period.
    pub from: String,
    /// The first moment after it, which is too late already.
    pub to: String,
    /// How it stands.
    pub verdict: Verdict,
    /// Receipts of other devices, or own clocks alone.
    pub basis: Option<Basis>,
    /// How it is shown.
    pub colour: Colour,
    /// Why there is no decision, in the reader's language.
    pub reason: Option<String>,
    /// When it was done first, as claimed.
    pub done: Option<String>,
    /// The request that shows it.
    pub request: Option<RecordId>,
    /// What is to be done, for people.
    #[serde(skip)]
    pub task: String,
}

/// A duty by the calendar with its clause.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedPeriodicView {
    /// Its name in the document.
    pub duty: String,
    /// Its sentence.
    pub clause: ClauseView,
    /// How often.
    pub every: Every,
    /// A request that is logged by one of these in a period shows that it was done; none: no record tells.
    pub channel: Vec<Channel>,
    /// Who owes it, by name; the role where the roster has nobody.
    pub who: String,
    /// The periods of the year before, the first one first; none where the text leaves open how often.
    pub periods: Vec<PeriodicView>,
    /// What is to be done, for people.
    #[serde(skip)]
    pub task: String,
}

impl PeriodicView {
    /// Every period of a duty.
    #[must_use]
    pub fn all(duty: &PeriodicDuty, names: &Names<'_>, text: &Text) -> Vec<Self> {
        duty.recurrences.iter().map(|recurrence| Self::of(duty, recurrence, names, text)).collect()
    }

    fn of(duty: &PeriodicDuty, recurrence: &Recurrence, names: &Names<'_>, text: &Text) -> Self {
        let (asked, done) = (&duty.duty, recurrence.done);
        Self {
            rule: asked.rule.clone(),
            duty: asked.id.clone(),
            every: asked.every,
            channel: asked.channel.clone(),
            who: who(duty, names, text),
            persons: duty.who.iter().map(|person| NamedView { person: *person, name: names.person(*person) }).collect(),
            from: names.time(recurrence.period.from),
            to: names.time(recurrence.period.to),
            verdict: recurrence.verdict,
            basis: recurrence.basis,
            colour: recurrence.colour,
            reason: recurrence.doubt.map(|doubt| text.say(why(doubt))),
            done: done.map(|done| names.time(done.at)),
            request: done.map(|done| done.record),
            task: task(duty, text),
        }
    }
}

impl ExplainedPeriodicView {
    /// A duty with its clause and its periods.
    #[must_use]
    pub fn of(duty: &PeriodicDuty, names: &Names<'_>, text: &Text) -> Self {
        Self {
            duty: duty.duty.id.clone(),
            clause: ClauseView::of(&duty.duty.rule, &duty.adopted),
            every: duty.duty.every,
            channel: duty.duty.channel.clone(),
            who: who(duty, names, text),
            periods: PeriodicView::all(duty, names, text),
            task: task(duty, text),
        }
    }
}

fn who(duty: &PeriodicDuty, names: &Names<'_>, text: &Text) -> String {
    let named: Vec<String> = duty.who.iter().map(|person| names.person(*person)).collect();
    let nobody = || debtor(text, names, &Debtor::Party(duty.duty.who, None));
    if named.is_empty() { nobody() } else { named.join(&text.say("list-separator")) }
}

fn why(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Part => "why-part",
        Doubt::Adoption => "why-adoption",
    }
}

/// How often what is to be done; a document's own name for what no channel tells.
fn task(duty: &PeriodicDuty, text: &Text) -> String {
    let channels: Vec<String> = duty.duty.channel.iter().map(|channel| text.word(*channel)).collect();
    let what = if channels.is_empty() { duty.duty.id.clone() } else { channels.join(&text.say("duty-or")) };
    text.get("periodic-task", [("every", text.say(word::every_key(duty.duty.every)).into()), ("what", what.into())])
}
