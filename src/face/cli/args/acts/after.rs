//! What is said about finished work and about the records themselves: kinds 23 to 35.

use clap::Args;

use super::{Draft, texts};
use crate::domain::act::word::{Cause, Class, Field, Finding, Finished, Ground, LegalGround, Loss, Means, Reason, Sanction};
use crate::domain::act::{self, Act};
use crate::domain::payload::Personal;
use crate::face::cli::args::{Words, YesNo};
use crate::face::cli::failure::Failure;
use crate::face::cli::resolve::Resolve;

#[derive(Clone, Debug, Args)]
pub struct Visit {
    #[arg(long, value_parser = Words::<Means>::NEW)]
    means: Means,
    #[arg(long)]
    reached: bool,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    satisfied: Option<bool>,
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    speed: Option<u8>,
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    result: Option<u8>,
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    manner: Option<u8>,
    #[arg(long)]
    verified: bool,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Visit {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Visit {
            means: self.means,
            reached: self.reached,
            satisfied: self.satisfied,
            speed: self.speed,
            result: self.result,
            manner: self.manner,
            verified: self.verified,
        };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Escalate {
    #[arg(long, value_name = "WHO", required = true, value_delimiter = ',')]
    to: Vec<String>,
    #[arg(long, value_parser = Words::<Reason>::NEW)]
    reason: Reason,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Escalate {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Escalate { to: resolve.audiences(&self.to)?, reason: self.reason };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct SpecialReport {
    #[arg(long, value_parser = Words::<Class>::NEW)]
    class: Option<Class>,
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    #[arg(long, value_name = "WHO@TIME")]
    notified: Vec<String>,
    #[arg(long, value_delimiter = ',', value_parser = Words::<Loss>::NEW)]
    loss: Vec<Loss>,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for SpecialReport {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let notified = self.notified.iter().map(|typed| {
            let (who, when) = typed.rsplit_once('@').ok_or_else(|| Failure::usage("usage-notified").with("typed", typed))?;
            Ok((resolve.audience(who)?, resolve.time(when)?))
        });
        let act = act::SpecialReport {
            class: self.class,
            plan: resolve.code_if(self.plan.as_ref())?,
            notified: notified.collect::<Result<_, Failure>>()?,
            losses: self.loss.clone(),
        };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Finish {
    #[arg(long, value_parser = Words::<Finished>::NEW)]
    what: Finished,
    #[arg(long, value_parser = Words::<Ground>::NEW)]
    ground: Option<Ground>,
}

impl Draft for Finish {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        Ok((act::Finish { what: self.what, ground: self.ground }.into(), Personal::default()))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Link {
    #[arg(long, value_name = "ID")]
    other: String,
    #[arg(long)]
    undone: bool,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Link {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Link { other: resolve.request(&self.other)?, undone: self.undone };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct CountVisit {
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    visit: u8,
}

impl Draft for CountVisit {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        Ok((act::CountVisit { visit: self.visit }.into(), Personal::default()))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Note {
    #[arg(long)]
    words: String,
}

impl Draft for Note {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        Ok((act::Note { joins: false }.into(), texts([(Field::words, Some(&self.words))])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Correct {
    #[arg(long, value_name = "RECORD")]
    record: Option<String>,
    #[arg(long, value_parser = Words::<Field>::NEW)]
    field: Field,
    #[arg(long, value_name = "TEXT")]
    value: String,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Correct {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let record = resolve.record_if(self.record.as_ref())?.map_or_else(|| resolve.opening(), Ok)?;
        let act = act::Correct { record, field: self.field };
        if self.field == Field::words && self.words.is_some() {
            // Both would stand in one place of the payload.
            return Err(Failure::usage("usage-correct-words"));
        }
        Ok((act.into(), texts([(Field::words, self.words.as_ref()), (self.field, Some(&self.value))])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Evaluate {
    #[arg(long, value_parser = Words::<Cause>::NEW)]
    cause: Option<Cause>,
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    satisfaction: Option<u8>,
    #[arg(long)]
    lesson: Option<String>,
}

impl Draft for Evaluate {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Evaluate { cause: self.cause, satisfaction: self.satisfaction };
        Ok((act.into(), texts([(Field::lesson, self.lesson.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Find {
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    #[arg(long, value_name = "STAFF")]
    person: Option<String>,
    #[arg(long, value_name = "DEPARTMENT")]
    department: Option<String>,
    #[arg(long, value_name = "RECORD", required = true, value_delimiter = ',')]
    evidence: Vec<String>,
    #[arg(long, value_parser = Words::<Finding>::NEW)]
    finding: Finding,
    #[arg(long, default_value = "none", value_parser = Words::<Sanction>::NEW)]
    sanction: Sanction,
    #[arg(long)]
    words: Option<String>,
    #[arg(long)]
    reply: Option<String>,
}

impl Draft for Find {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Find {
            rule: self.rule.as_ref().map(|rule| resolve.code(&rule.to_ascii_lowercase())).transpose()?,
            person: self.person.as_ref().map(|name| resolve.person(name)).transpose()?,
            department: resolve.code_if(self.department.as_ref())?,
            evidence: self.evidence.iter().map(|id| resolve.record(id)).collect::<Result<_, _>>()?,
            finding: self.finding,
            sanction: self.sanction,
        };
        Ok((act.into(), texts([(Field::words, self.words.as_ref()), (Field::reply, self.reply.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Erase {
    #[arg(long, value_name = "RECORD", value_delimiter = ',')]
    record: Vec<String>,
    #[arg(long, value_parser = Words::<LegalGround>::NEW)]
    ground: LegalGround,
    #[arg(long, value_name = "RECORD")]
    countersign: Option<String>,
    #[arg(long, value_name = "RECORD", conflicts_with = "countersign")]
    object: Option<String>,
    #[arg(long, conflicts_with_all = ["countersign", "object"])]
    hold: bool,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Erase {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Erase {
            records: self.record.iter().map(|id| resolve.record(id)).collect::<Result<_, _>>()?,
            ground: self.ground,
            countersigns: resolve.record_if(self.countersign.as_ref())?,
            objects: resolve.record_if(self.object.as_ref())?,
            hold: self.hold,
        };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}
