//! What is said while the work is done: kinds 14 to 22.

use clap::Args;

use super::{Draft, texts};
use crate::domain::act::word::{Acceptance, Cause, Field, Findings, Liability, Outcome, Waiting};
use crate::domain::act::{self, Act};
use crate::domain::payload::{Personal, STATEMENT_BREAK};
use crate::face::cli::args::Words;
use crate::face::cli::failure::Failure;
use crate::face::cli::resolve::Resolve;

#[derive(Clone, Debug, Args)]
pub struct Assign {
    #[arg(long, value_name = "STAFF")]
    to: String,
    #[arg(long, value_name = "TIME")]
    due: Option<String>,
    #[arg(long)]
    delegation: bool,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Assign {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let due = resolve.time_if(self.due.as_ref())?;
        let act = act::Assign { handler: resolve.person(&self.to)?, due, delegation: self.delegation };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Arrive {
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
}

impl Draft for Arrive {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        Ok((act::Arrive { place: resolve.place_if(self.place.as_ref())? }.into(), Personal::default()))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Investigate {
    #[arg(long, value_delimiter = ',', value_parser = Words::<Findings>::NEW)]
    findings: Vec<Findings>,
    #[arg(long, value_parser = Words::<Liability>::NEW)]
    liability: Option<Liability>,
    #[arg(long, value_name = "STAFF", value_delimiter = ',')]
    ask: Vec<String>,
    #[arg(long)]
    words: Option<String>,
    #[arg(long)]
    statement: Vec<String>,
}

impl Draft for Investigate {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let signatories = self.ask.iter().map(|name| resolve.person(name)).collect::<Result<_, _>>()?;
        let act = act::Investigate { findings: self.findings.clone(), liability: self.liability, signatories };
        // RULE: R15.9. Both sides are heard: one statement after the other.
        let statements = (!self.statement.is_empty()).then(|| self.statement.join(STATEMENT_BREAK));
        let typed = [(Field::words, self.words.as_ref()), (Field::statement, statements.as_ref())];
        Ok((act.into(), texts(typed)?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Countersign {
    #[arg(long, value_name = "RECORD")]
    record: String,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Countersign {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Countersign { record: resolve.record(&self.record)? };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Plan {
    #[arg(long, value_name = "TIME")]
    deadline: String,
    #[arg(long, value_name = "STAFF")]
    responsible: Option<String>,
    #[arg(long, value_name = "TIME", value_delimiter = ',')]
    milestone: Vec<String>,
    #[arg(long)]
    measures: Option<String>,
    #[arg(long)]
    resources: Option<String>,
}

impl Draft for Plan {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let responsible = self.responsible.as_ref().map(|name| resolve.person(name)).transpose()?;
        let milestones = self.milestone.iter().map(|time| resolve.time(time)).collect::<Result<_, _>>()?;
        let act = act::Plan { deadline: resolve.time(&self.deadline)?, responsible, milestones };
        let typed = [(Field::measures, self.measures.as_ref()), (Field::resources, self.resources.as_ref())];
        Ok((act.into(), texts(typed)?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Progress {
    #[arg(long, value_parser = Words::<Waiting>::NEW)]
    waiting: Option<Waiting>,
    #[arg(long, conflicts_with = "waiting")]
    resumed: bool,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Progress {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Progress { waiting: self.waiting, resumed: self.resumed };
        if self.words.is_none() && act == act::Progress::default() {
            return Err(Failure::usage("usage-nothing-said"));
        }
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Complete {
    #[arg(long, value_parser = Words::<Outcome>::NEW)]
    outcome: Outcome,
    #[arg(long, value_parser = Words::<Cause>::NEW)]
    cause: Option<Cause>,
    #[arg(long)]
    measures: Option<String>,
    #[arg(long)]
    result: Option<String>,
}

impl Draft for Complete {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Complete { outcome: self.outcome, cause: self.cause };
        let typed = [(Field::measures, self.measures.as_ref()), (Field::result, self.result.as_ref())];
        Ok((act.into(), texts(typed)?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Receive {
    #[arg(long, value_name = "RECORD")]
    record: String,
}

impl Draft for Receive {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        Ok((act::Receive { record: resolve.record(&self.record)? }.into(), Personal::default()))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Accept {
    #[arg(long, value_parser = Words::<Acceptance>::NEW)]
    how: Acceptance,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Accept {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        Ok((act::Accept { how: self.how }.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}
