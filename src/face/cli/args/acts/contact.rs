//! What is said while a request is taken up: kinds 3 to 9 and 13.

use clap::Args;

use super::{Draft, texts};
use crate::domain::act::word::{
    Class, Competence, Coordination, Field, Liability, Matter, Means, Papers, Promised, Reason, Subject, Topic,
};
use crate::domain::act::{self, Act};
use crate::domain::payload::Personal;
use crate::face::cli::args::{Words, YesNo};
use crate::face::cli::failure::Failure;
use crate::face::cli::resolve::Resolve;

#[derive(Clone, Debug, Args)]
pub struct Classify {
    #[arg(long, value_parser = Words::<Class>::NEW)]
    class: Option<Class>,
    #[arg(long, value_parser = Words::<Matter>::NEW)]
    matter: Option<Matter>,
    #[arg(long, value_parser = Words::<Subject>::NEW)]
    subject: Option<Subject>,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    hazard: Option<bool>,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    emergency: Option<bool>,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    major: Option<bool>,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    complex: Option<bool>,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    field: Option<bool>,
    #[arg(long, value_parser = Words::<Competence>::NEW)]
    competence: Option<Competence>,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    solvable_now: Option<bool>,
    #[arg(long, value_parser = Words::<Papers>::NEW)]
    papers: Option<Papers>,
    #[arg(long, value_parser = Words::<Liability>::NEW)]
    liability: Option<Liability>,
    #[arg(long, value_name = "RECORD")]
    confirms: Option<String>,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Classify {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Classify {
            class: self.class,
            matter: self.matter,
            subject: self.subject,
            hazard: self.hazard,
            emergency: self.emergency,
            major: self.major,
            complex: self.complex,
            field: self.field,
            competence: self.competence,
            solvable_now: self.solvable_now,
            papers: self.papers,
            liability: self.liability,
            confirms: resolve.record_if(self.confirms.as_ref())?,
        };
        if act == act::Classify::default() {
            return Err(Failure::usage("usage-nothing-said"));
        }
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Report {
    #[arg(long, value_name = "WHO", required = true, value_delimiter = ',')]
    to: Vec<String>,
    #[arg(long, value_parser = Words::<Means>::NEW)]
    means: Means,
    #[arg(long)]
    reached: bool,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Report {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Report { to: resolve.audiences(&self.to)?, means: self.means, reached: self.reached };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Confirm {
    #[arg(long, value_name = "WHO", required = true, value_delimiter = ',')]
    with: Vec<String>,
    #[arg(long, value_parser = Words::<Means>::NEW)]
    means: Means,
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Confirm {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let plan = resolve.code_if(self.plan.as_ref())?;
        let act = act::Confirm { with: resolve.audiences(&self.with)?, means: self.means, plan };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Answer {
    #[arg(long)]
    understood: bool,
    #[arg(long)]
    out_of_scope: bool,
    #[arg(long)]
    refusal: bool,
    #[arg(long)]
    words: Option<String>,
    #[arg(long, value_name = "REASON")]
    anyway: Option<String>,
}

impl Draft for Answer {
    fn draft(&self, _: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Answer { understood: self.understood, out_of_scope: self.out_of_scope, refusal: self.refusal };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }

    fn anyway(&self) -> Option<&str> {
        self.anyway.as_deref()
    }
}

#[derive(Clone, Debug, Args)]
pub struct Tell {
    #[arg(long, value_name = "WHO", required = true, value_delimiter = ',')]
    to: Vec<String>,
    #[arg(long, required = true, value_delimiter = ',', value_parser = Words::<Topic>::NEW)]
    what: Vec<Topic>,
    #[arg(long, value_parser = Words::<Means>::NEW)]
    means: Means,
    #[arg(long)]
    reached: bool,
    #[arg(long, value_name = "RECORD")]
    because: Option<String>,
    #[arg(long)]
    words: Option<String>,
    #[arg(long, value_name = "REASON")]
    anyway: Option<String>,
}

impl Draft for Tell {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Tell {
            to: resolve.audiences(&self.to)?,
            what: self.what.clone(),
            means: self.means,
            reached: self.reached,
            because: resolve.record_if(self.because.as_ref())?,
        };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }

    fn anyway(&self) -> Option<&str> {
        self.anyway.as_deref()
    }
}

#[derive(Clone, Debug, Args)]
pub struct Promise {
    #[arg(long, value_parser = Words::<Promised>::NEW)]
    what: Promised,
    #[arg(long, value_name = "TIME")]
    due: String,
    #[arg(long, value_name = "RECORD")]
    replaces: Option<String>,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Promise {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let replaces = resolve.record_if(self.replaces.as_ref())?;
        let act = act::Promise { what: self.what, due: resolve.time(&self.due)?, replaces };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Consult {
    #[arg(long, value_name = "WHO", required = true, value_delimiter = ',')]
    whom: Vec<String>,
    #[arg(long, value_parser = Words::<Reason>::NEW)]
    reason: Option<Reason>,
    #[arg(long)]
    advice: Option<String>,
}

impl Draft for Consult {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let act = act::Consult { whom: resolve.audiences(&self.whom)?, reason: self.reason };
        Ok((act.into(), texts([(Field::advice, self.advice.as_ref())])?))
    }
}

#[derive(Clone, Debug, Args)]
pub struct Coordinate {
    #[arg(long = "type", value_parser = Words::<Coordination>::NEW)]
    kind: Coordination,
    #[arg(long, value_name = "DEPARTMENT", value_delimiter = ',')]
    department: Vec<String>,
    #[arg(long, value_name = "DEPARTMENT")]
    lead: Option<String>,
    #[arg(long)]
    concluded: bool,
    #[arg(long)]
    words: Option<String>,
}

impl Draft for Coordinate {
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure> {
        let departments = self.department.iter().map(|code| resolve.code(code)).collect::<Result<_, _>>()?;
        let lead = resolve.code_if(self.lead.as_ref())?;
        let act = act::Coordinate { kind: self.kind, departments, lead, concluded: self.concluded };
        Ok((act.into(), texts([(Field::words, self.words.as_ref())])?))
    }
}
