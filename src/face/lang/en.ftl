### Every sentence of shouwen, in English. The keys are those of the other two files; `{ $x }` is filled in.

## Roles

role-operator = front-line operator
role-team_lead = team lead
role-handler = case handler
role-contractor = contractor
role-emergency_team = emergency team
role-duty_receptionist = receptionist on duty
role-cs_officer = customer-service officer
role-dept_head = department head
role-dept_cs_supervisor = department customer-service supervisor
role-cr_supervisor = customer-relations supervisor
role-cs_director = customer-service director
role-function_dept = functional department
role-senior_leader = leader in charge
role-responsible_supervisor = responsible supervisor
role-site_manager = site manager
role-auditor = auditor
role-owners_committee = owners' committee
role-device = device
role-centre = service-centre device

## Channels

channel-visit = visit
channel-phone = phone
channel-night_phone = night phone
channel-hotline_24h = 24-hour hotline
channel-letter = letter
channel-oral = by word of mouth
channel-written = in writing
channel-mail = e-mail
channel-app = residents' app
channel-wechat_oa = WeChat service account
channel-chat_group = chat group
channel-forum = residents' forum
channel-from_company = passed on by the company
channel-from_committee = passed on by the owners' committee
channel-patrol = found on patrol
channel-other = other channel
channel-survey = questionnaire

## Matters

matter-enquiry = enquiry
matter-repair = repair
matter-complaint = complaint
matter-suggestion = suggestion
matter-help = call for help
matter-transaction = transaction
matter-report = report of misconduct
matter-dispute = dispute between neighbours
matter-safety = safety
matter-praise = praise

## Subjects

subject-fire = fire
subject-flood = flood
subject-electric = electrical danger
subject-gas = gas danger
subject-construction = construction accident
subject-public_order = public order
subject-traffic = traffic accident
subject-urgent_help = urgent call for help
subject-natural_disaster = natural disaster
subject-repair = ordinary repair
subject-complaint = ordinary complaint
subject-possible_hazard = possible hazard
subject-burst_pipe = burst pipe
subject-electric_fault = electrical fault
subject-public_safety_equipment = public safety equipment
subject-cleaning = cleaning
subject-noise = noise
subject-enquiry = ordinary enquiry
subject-suggestion = idea or suggestion
subject-dispute = dispute
subject-safety = safety

## Classes

class-c1 = class 1
class-c2 = class 2
class-c3 = class 3
class-urgent = urgent
class-important = important
class-general = general
class-repair = repair class
class-complaint = complaint class
class-dispute = dispute class
class-safety = safety class

## Competence

competence-own = own task
competence-single_dept = one department's task
competence-multi_dept = several departments' task
competence-unclear = unclear whose task
competence-cross_office = across management offices
competence-out_of_scope = outside our scope

## Papers

papers-complete = papers complete
papers-incomplete = papers incomplete
papers-not_needed = no papers needed

## Liability

liability-property = property company
liability-fitout = fit-out contractor
liability-developer = developer's legacy
liability-natural = natural cause
liability-third_party = third party
liability-resident = the resident

## Means

means-phone = phone
means-radio = radio
means-in_person = in person
means-message = message
means-letter = letter
means-app = app

## Modes

mode-phone = connected by phone
mode-come = the receiver comes
mode-escort = escorted
mode-guide = guided
mode-record = by record
mode-face = face to face
mode-held = held for an absent department

## Reasons

reason-absent = absent
reason-special = special reason
reason-unsolvable = cannot be solved here
reason-unreachable = cannot be reached
reason-misdirected = misdirected
reason-not_own = not own task
reason-shift_end = end of shift
reason-busy = busy
reason-rule = a rule asks for it
reason-time = time is running out
reason-major = major matter
reason-conflict = conflict has grown
reason-reassigned = reassigned
reason-other = other reason

## Topics

topic-department = the department in charge
topic-contact = how to reach it
topic-procedure = the procedure
topic-limit = the time limit
topic-time = the expected time
topic-documents = the papers needed (once and complete)
topic-reason = the reason
topic-progress = the progress
topic-result = the result
topic-other_authority = whom else to ask

## Promises

promised-callback = a call back
promised-deadline = a deadline
promised-visit = a visit
promised-result = a result
promised-milestone = a milestone

## On duty

duty-top_on_duty = the highest manager on duty
duty-emergency_team = the emergency team on duty
duty-leader = the leader on duty

## Coordination

coordination-several_departments = several departments
coordination-misdirected = misdirected

## Findings

findings-site_survey = site survey
findings-records = records
findings-interviews = interviews
findings-mediation = mediation

## Waiting

waiting-parts = parts
waiting-resident = the resident
waiting-third_party = a third party
waiting-weather = the weather
waiting-papers = papers

## Outcomes

outcome-resolved = resolved
outcome-definite_answer = answered definitely
outcome-explained = explained
outcome-referred = referred
outcome-withdrawn = withdrawn by the resident
outcome-in_procedure = in the normal procedure
outcome-partly_resolved = partly resolved
outcome-not_resolved = not resolved

## Causes of the matter

cause-wear = wear
cause-misuse = misuse
cause-workmanship = workmanship
cause-design = design
cause-weather = weather
cause-neighbour = a neighbour
cause-staff = staff
cause-unknown = unknown cause

## Acceptance

acceptance-drawn = signed
acceptance-spoken = agreed by word
acceptance-refused = refused

## Finished

finished-register = the register
finished-first_contact = the first contact's duty

## Grounds

ground-handover = handed over
ground-completion_notice = completion notice
ground-result_recorded = result recorded
ground-informed = resident informed
ground-answered = answered
ground-satisfied = resident satisfied
ground-explained = explained

## Losses

loss-injury = injury
loss-death = death
loss-property = property
loss-none = none

## Files

media-jpeg = JPEG picture
media-png = PNG picture
media-webp = WebP picture
media-audio = sound
media-video = video
media-pdf = PDF
shows-before = before
shows-after = after
shows-evidence = evidence
shows-voice = voice
shows-document = document
source-staff = staff
source-resident = the resident
source-camera = a camera
source-third_party = a third party

## Fields of words

field-name = name
field-phone = phone
field-room = room
field-words = words
field-expectation = expectation
field-brief = brief
field-advice = advice
field-measures = measures
field-result = result
field-resources = resources
field-statement = statement
field-lesson = lesson
field-signature = signature
field-caption = caption
field-address = address
field-row = row
field-reply = reply
field-place = place
field-class = class
field-matter = matter
field-target = what is complained of
field-occurred = when it occurred
field-condition = how it is now

## Audit

finding-holds = in order
finding-violation = violation
finding-commendation = commendation
finding-reply = reply of the person
sanction-none = none
sanction-warning = warning
sanction-penalty = penalty
sanction-reward = reward
legal-ground-consent_withdrawn = consent withdrawn
legal-ground-purpose_ended = purpose ended
legal-ground-retention_ended = retention ended
legal-ground-unlawful = processed unlawfully
legal-ground-request = the person's request
claimed-open = open
claimed-closed = closed
claimed-cancelled = cancelled

## Acts

act-Open = logged
act-Import = imported history
act-Classify = classified
act-Report = reported an emergency
act-Confirm = confirmed
act-Answer = answered
act-Tell = told
act-Promise = promised
act-Consult = asked advice
act-Offer = offered
act-Take = took
act-Decline = declined
act-Coordinate = coordinated
act-Assign = assigned
act-Arrive = arrived
act-Investigate = investigated
act-Countersign = countersigned
act-Plan = planned
act-Progress = progress
act-Complete = completed
act-Receive = received the result
act-Accept = accepted by the resident
act-Visit = return visit
act-Escalate = escalated
act-SpecialReport = special event report
act-Finish = finished
act-Close = closed
act-Link = linked
act-CountVisit = counted a visit
act-Attach = attached
act-Note = noted
act-Correct = corrected
act-Evaluate = evaluated
act-Find = audit finding
act-Erase = erasure ordered
act-Erased = erased
act-Certify = certified
act-Revoke = revoked
act-Admit = admitted
act-Shift = shift
act-DutyPost = duty post
act-SiteKey = site key
act-WrapFor = key for devices
act-AdoptRegulation = regulation adopted
act-AdoptCalendar = calendar adopted
act-Directory = directory
act-Successor = successor key
act-Retention = retention
act-Receipt = receipt

## Usage

list-separator = ,{" "}
help-template =
    <about-with-newline>
    Usage: <usage>
    {""}
    <all-args>
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-global = Common options
help-values = . One of: { $values }
usage-line =
    {""}
    Usage: { $usage }
    Add --help for an explanation.
usage-no-value = { $arg } needs a value.
usage-value = { $arg } does not know “{ $value }”. Use one of: { $values }.
usage-bad-value = “{ $value }” is not a value of { $arg }: write a whole number in its range.
usage-unknown-arg = There is no option “{ $arg }”. { $near }
usage-unknown-command = There is no command “{ $name }”. { $near }
usage-near = Did you mean “{ $suggested }”?
usage-missing = Still missing: { $args }.
usage-no-command = The command is missing.
usage-conflict = { $arg } cannot be used together with { $prior }.
usage-number = { $arg } is given too often, or with the wrong number of values.
usage-blank = “{ $field }” is blank. Leave the option out if there is nothing to say: a record is kept for ever.
usage-nothing-said = Nothing is said: give at least one option.
usage-notified = Cannot read “{ $typed }”. Write WHO@TIME, for example: Li@2026-03-01 08:30.
usage-correct-words = When the field “words” is corrected, --words cannot be given too: both would stand in one place. Write the reason as a note.
usage-time = “{ $typed }” is not a time. Write 2026-03-01 08:30 in the site's own time, with seconds and milliseconds if you like, or RFC 3339 such as 2026-03-01T08:30:00+08:00.
usage-future = { $typed } has not come yet: this device's clock says { $now }. Only what has happened is logged; leave --happened out, or set the clock if it is wrong.
usage-time-beyond = “{ $typed }” is not a time that can be meant: years from { $first } to { $last } are taken. Check the year.
usage-id = “{ $typed }” is not an id. Ids are hexadecimal digits; write at least the first { $digits }.
usage-unknown-request = No request here has an id that begins with { $typed }. Check the id, or sync first with a node that has it.
usage-unknown-record = This request has no record whose id begins with { $typed }. `chain` shows the ids of its records.
usage-ambiguous-id = More than one id begins with { $typed }: { $found } … Write more digits.
usage-unknown-staff = Nobody in the roster is called “{ $typed }”. Known: { $known }.
usage-ambiguous-staff = More than one person is called “{ $typed }”: { $found }. Write the first digits of the person's id instead.
usage-unknown-post = There is no post “{ $typed }”. Known: { $known }.
usage-unknown-shift = No shift in force has an id that begins with { $typed }. See shift show --all.
usage-directory-nothing = Change what? Give a file, or at least one option, such as --post gate=East gate.
usage-unknown-code = The directory has no code “{ $typed }”. See directory show.
usage-code-name = “{ $typed }” is not a code with a name. Write gate=East gate: at most 24 lower-case letters, digits, dots and hyphens before the =.
usage-zone = The time zone “{ $given }” is not known. Write its distance from UTC instead, such as +08:00.
usage-unknown-audience = Who is “{ $typed }”? Write resident, first-reporter, role:ROLE, post:POST, on-duty:WHO, or a name.
usage-code = “{ $typed }” cannot be a code. A code has at most 24 lower-case letters, digits, dots and hyphens; or write a name from the directory.
usage-place-flat = “{ $typed }” is a flat: a place is a building, a staircase or a public area, which everybody may see for ever. Write the flat with --room.
usage-place-unnamed = “{ $typed }” reads as a flat, and the directory names no such place. Write a flat with --room. If it is a building or a public area, a supervisor names it first: directory set --place { $typed }=NAME

## Commands

cmd = First-contact responsibility: chains of responsibility that everybody signs, also offline.
cmd-demo = Shows a whole site on this machine: service centre, guard post, van
cmd-init = Founds an organisation: root key, first device, first supervisor
cmd-enrol = Lets a new device join
cmd-enrol-request = On the new device: makes its keys and writes the request to join
cmd-enrol-approve = On a device that may certify: approves the request and writes the answer
cmd-enrol-accept = On the new device: takes the answer and joins
cmd-serve = Runs the node: keeps in sync with other nodes
cmd-status = Who this device is and what it holds
cmd-rebuild = Folds every view again from the records, and compares
cmd-doctor = Checks records, signatures, words and views, and says what else is in doubt
cmd-backup = Writes everything of this device but its keys to one file
cmd-restore = Puts a backup back into its device's data folder, or reads its records in
cmd-request = Requests: log, show, hand over, work on
cmd-request-open = Logs a request; whoever logs it is the first contact
cmd-request-list = Lists requests
cmd-request-show = Shows a request: who holds it, its story, the resident
cmd-request-offer = Offers it to somebody: until they take it, you remain responsible
cmd-request-take = Takes what is offered to you; over a closed request it reopens it
cmd-request-decline = Declines what is offered to you
cmd-request-recall = Recalls your offer
cmd-request-settle = Where several are responsible: takes over all of it
cmd-request-close = Closes it
cmd-request-attach = Attaches a photo, recording, video or PDF
cmd-request-file = Writes an attached file into a file of yours
cmd-request-classify = Says what kind of request it is
cmd-request-report = Reports an emergency
cmd-request-confirm = Confirms it with somebody
cmd-request-answer = Answers the resident
cmd-request-tell = Tells the resident or a colleague
cmd-request-promise = Promises a time
cmd-request-consult = Asks for advice
cmd-request-coordinate = Coordinates departments (internal)
cmd-request-assign = Names a handler
cmd-request-arrive = Says that you are on site
cmd-request-investigate = Says what was found
cmd-request-countersign = Signs under somebody's record
cmd-request-plan = Sets a plan with a deadline
cmd-request-progress = Says how it goes, what it waits for, or that it goes on
cmd-request-complete = Says that the work is done
cmd-request-receive = Says that the result reached the first contact
cmd-request-accept = Records the resident's acceptance
cmd-request-visit = Records a return visit
cmd-request-escalate = Raises it to somebody
cmd-request-special-report = Files the special event report
cmd-request-finish = Finishes the register or the first contact's duty
cmd-request-link = Links it with another request about the same matter
cmd-request-count-visit = Counts the resident's visits
cmd-request-note = Adds words
cmd-request-correct = Corrects an earlier record; nothing is overwritten
cmd-request-evaluate = Records what is learned
cmd-request-find = Records an auditor's finding, or the reply to one
cmd-request-erase = Orders the erasure of personal data (a second supervisor or the root countersigns)
cmd-handover = Hands over a whole shift in one commit
cmd-take = Takes everything that is offered to you
cmd-chain = The chain of responsibility: who held it, when, from whom, on whose signature
cmd-duty = Duties: who has to do what by when, by which clause
cmd-duty-list = Lists duties with their limits
cmd-duty-explain = Where a duty comes from, how its time is counted, what its verdict rests on
cmd-form = The regulation's own forms F1 to F18, filled from the records; without one, what each still lacks
cmd-report = Figures: met, breached, undetermined, dwell, ping-pong, satisfaction, promises, and how complete they are
cmd-sync = Meets another node once
cmd-peers = Lists the nodes that are known
cmd-bundle = Sync by a file instead of a network
cmd-bundle-export = Writes records to a file, for a stick, a mail or a chat
cmd-bundle-import = Reads a file that another node wrote; repeating it is harmless
cmd-qr = Hands a request over without any network: one device shows codes, the other photographs them
cmd-qr-offer = Offers a request and shows it as codes
cmd-qr-scan = Reads photos of codes: takes what is offered, and shows the answer for the giver
cmd-qr-invite = Shows where this device is found, for others to meet it
cmd-export = Exports the requests as a table or JSON
cmd-import = Imports earlier requests
cmd-import-csv = Imports a CSV by a mapping file: claimed history, never a signed chain
cmd-regulation = The regulation that requests are judged by
cmd-regulation-list = Lists the regulations that come with shouwen
cmd-regulation-show = Shows the text of a regulation, or the one in force
cmd-regulation-adopt = Adopts a regulation for requests logged from now on
cmd-regulation-check = Checks a regulation that you wrote, word by word
cmd-regulation-diff = Shows in what two regulations differ
cmd-regulation-due = Dates a duty: pure arithmetic, for anybody who wants to check
cmd-calendar = The calendar of working days
cmd-calendar-list = Lists the years: where their days come from, which are in force, which are missing
cmd-calendar-adopt = Adopts a calendar, signed by you: working days are counted by it
cmd-staff = The people of the roster
cmd-staff-list = Lists people, roles and posts
cmd-staff-admit = Vouches for a branch of a forked log up to a record, and for what follows it
cmd-device = The devices of the roster
cmd-device-list = Lists devices
cmd-directory = The names behind the codes, the time zone and the business hours
cmd-directory-show = Shows the directory in force
cmd-directory-set = Signs a new directory: a whole file, or the one in force with changes
cmd-shift = Who is on which post when
cmd-shift-show = Shows shifts that go on or are to come
cmd-shift-set = Plans a shift, or all shifts of a file, signed by you
cmd-shift-cancel = Takes shifts out of the plan, signed by you
cmd-duty-post = The post on which requests fall that nobody in force holds
cmd-duty-post-show = Shows the duty post and who belongs to it
cmd-duty-post-set = Makes a post the duty post, signed by you
cmd-completions = Prints a completion script
cmd-man = Prints the manual pages

## Options

arg-data = The data folder (also SHOUWEN_DATA)
arg-json = Prints one JSON document, for programs
arg-lang = The language (else LANG decides)
arg-as-staff = Who signs, where several people share the device
arg-pin-file = Reads the PIN from a file (also SHOUWEN_PIN)
arg-asks = Asks before words are signed that are advised against
arg-help = Shows this help
arg-version = Shows the version
arg-demo-keep = Keeps the demo's data in this folder
arg-org = Name of the organisation
arg-site = Name of the site
arg-device = Name of this device
arg-staff = Name of the person
arg-init-regulation = The regulation to adopt, such as r09 (else r16)
arg-directory-show-document = Prints the document itself, to edit it and set it again
arg-directory-set-file = A whole directory (TOML), in place of the one in force
arg-zone = The time zone, such as Asia/Shanghai or +08:00
arg-directory-set-hours = Business hours on working days, such as 08:30-17:30
arg-working-days = How working days are counted
arg-directory-set-post = A post and its name, such as gate=East gate; may be repeated
arg-directory-set-department = A department and its name; may be repeated
arg-directory-set-place = A building, a stair or a public area and its name; may be repeated
arg-directory-set-plan = An emergency plan and its name; may be repeated
arg-remove = Takes a code out of the directory; may be repeated
arg-shift-show-post = Only this post
arg-shift-show-staff = Only this person
arg-shift-show-at = Who is on at this time
arg-all = Past shifts too
arg-shift-set-file = A CSV file with the columns post, staff, from, to
arg-shift-set-post = The post, by code or name
arg-shift-set-staff = Who is on it
arg-shift-set-from = From when, such as “2026-11-22 08:00”
arg-shift-set-to = Until when, exclusive
arg-shift-set-replace = The first digits of a shift that this one replaces (see shift show); may be repeated
arg-shift-cancel-records = The first digits of the shifts (see shift show)
arg-duty-post-set-post = The post, by code or name
arg-role = Roles, separated by commas
arg-post = Posts, separated by commas
arg-output = The file to write
arg-doctor-repair = Mends what can be mended safely: views, a damaged store, what others still have; also says that copies were dealt with
arg-backup-file = The file to write
arg-restore-file = The backup
arg-replace = Sets a store that is there aside under another name first
arg-records = Only reads records in and replaces nothing; also from another device's backup
arg-show = Shows words of the backup at once, without waiting for a sync
arg-enrol-approve-file = The request to join
arg-enrol-accept-file = The answer
arg-listen = The address to listen on, such as 0.0.0.0:7400
arg-peer = The address or name of another node
arg-no-discovery = Do not announce this node to the local network, nor look for others there
arg-id = The first digits of the request's id (at least 6)
arg-ids = Ids of requests
arg-staff-admit-records = The first digits of the record at the end of a branch (see status); may be several
arg-happened = When it happened, if not now: shown as claimed
arg-channel = How the resident reached us
arg-matter = What kind of thing is asked
arg-subject = What it is about
arg-class = The class of the regulation
arg-place = Where: a building, a stair or a public area
arg-competence = Whose task it is
arg-self-identified = You gave your name or staff number
arg-repeat-back = You repeated the words back
arg-name = The resident's name
arg-phone = The resident's phone
arg-room = The resident's flat
arg-text = What is asked, in words
arg-photo = A photo to attach (again for more); if one cannot be used, the request is logged all the same
arg-request-attach-file = The photo (JPEG, PNG, WebP), recording, video or PDF
arg-form-form = The form, F1 to F18
arg-html = Writes a page to print
arg-report-from = From which day on requests were opened
arg-report-to = To which day, that day too
arg-by = By what figures are put together
arg-csv = Writes a CSV file
arg-report-svg = Draws bars
arg-shows = What it shows
arg-source = Who made it
arg-caption = Words about it, sealed with it
arg-visible = The resident's view may show it
arg-number = Its number, as request show lists it
arg-thumbnail = The small picture instead
arg-expect = What the resident expects
arg-target = What is complained of
arg-occurred = When the matter occurred, in words
arg-condition = How the matter is now
arg-key = Your own key: logging it twice makes one request
arg-mine = What I hold
arg-late = What is past its limit
arg-at = As it stands at this time (else now)
arg-duty-list-by = Of this person
arg-duty-list-open = About which somebody still has to do something
arg-duty-list-request = About this request
arg-duty-explain-id = The request's id; a clause or a duty may follow: a1b2c3/R01.6; of what the calendar asks, the clause: R10.11
arg-first-contact = What I still owe as first contact
arg-offered = What is offered to me
arg-open = What is not closed
arg-contested = Where several are responsible
arg-orphaned = What nobody in force holds
arg-queue = What waits at a counter, in the order of registration
arg-search = Finds words
arg-resident = Only what the resident may see
arg-to = To whom
arg-request-offer-to = The colleague or the post
arg-request-assign-to = The colleague
arg-mode = How it is handed over
arg-reason = Why
arg-brief = A brief, so that the receiver need not ask the resident again
arg-consent = The resident consents to be escorted
arg-reached = They were reached
arg-words = Words
arg-anyway = Why it is said in words that are advised against
arg-outcome = How it ended
arg-hazard = It is a safety hazard
arg-emergency = It is an emergency
arg-major = It is a major complaint
arg-complex = It is complex
arg-request-classify-field = It has to be seen on site
arg-solvable-now = It can be solved on the spot
arg-papers = Whether the papers are there
arg-liability = Who must bear the cause
arg-confirms = The classification that this one confirms
arg-means = By which means
arg-with = With whom
arg-plan = The emergency plan in use
arg-understood = They understood
arg-out-of-scope = It is outside what we do
arg-refusal = It refuses a demand
arg-what = What
arg-because = The revocation that it rests on (for the duty post)
arg-due = By when
arg-replaces = The promise that this one moves
arg-whom = Who is asked
arg-advice = The advice
arg-kind = Why departments coordinate
arg-department = The department
arg-lead = The department that leads
arg-concluded = It is settled
arg-delegation = On the holder's behalf
arg-findings = How it was found out
arg-ask = Whose signatures are asked
arg-statement = The statements of the sides
arg-record = The first digits of the record's id
arg-deadline = Done by
arg-responsible = By whom
arg-milestone = Steps on the way, separated by commas
arg-measures = The measures
arg-resources = The resources
arg-waiting = What it waits for
arg-resumed = It goes on after waiting
arg-cause = What had caused it
arg-result = The result, in words
arg-how = How the resident accepts
arg-satisfied = Whether the resident is satisfied
arg-speed = Score for speed
arg-request-visit-result = Score for the result
arg-manner = Score for manner
arg-verified = The department's answer was checked with them
arg-notified = Who was notified when (WHO@TIME)
arg-loss = What was lost
arg-ground = On what ground
arg-other = The other request
arg-undone = They are not the same, after all
arg-visit = Which visit, from 1
arg-field = The field that is corrected
arg-value = What it should say
arg-satisfaction = Score for satisfaction
arg-lesson = What is learned
arg-rule = The rule, such as r10.3
arg-person = Who is concerned
arg-evidence = The records it rests on, separated by commas
arg-finding = What was found
arg-sanction = What follows
arg-reply = The person's reply
arg-countersign = The erasure that this one confirms
arg-object = The erasure that this one objects to
arg-hold = Nothing may be erased: a dispute stands
arg-from = From whom (else yourself)
arg-all-offered = Everything that is offered to me
arg-verify = Checks every signature
arg-svg = Draws the chain as an SVG picture
arg-requests = Only this request; may be repeated
arg-bundle-import-file = The .swb file of another node
arg-qr-offer-to = The colleague or the post; nobody named: whom you offered it to before
arg-qr-offer-mode = How it is handed over (default: face to face)
arg-qr-offer-output = A .png (moving where the codes are several), a .svg, or a folder for one picture each; else they are shown
arg-qr-scan-images = Photos of codes, in any order
arg-qr-scan-take = Take it whether or not it is offered to you
arg-qr-scan-no-take = Only read it
arg-qr-scan-output = Where the answer goes: a .png, a .svg or a folder; else it is shown
arg-qr-invite-at = HOST:PORT where others reach this device, if not where it listens
arg-qr-invite-output = A .png, a .svg or a folder; else the code is shown
arg-form = The format
arg-import-csv-file = The CSV file
arg-map = The mapping file (TOML) that says what the columns mean
arg-regulation-show-id = The regulation, such as r09; without it, the one in force
arg-document = Prints the document itself, to write one of your own from
arg-regulation-adopt-id = The regulation to adopt, such as r09, or a file of your own
arg-regulation-check-file = The document (TOML)
arg-regulation-diff-left = A regulation such as r09, or a file
arg-regulation-diff-right = The other one
arg-regulation-due-preset = A regulation such as r08, or a file
arg-regulation-due-rule = The clause, such as R08.7, or one of its duties: R10.4/resolve_important
arg-anchor = From when the limit runs, such as “2026-11-20 16:30” (UTC+8) or RFC 3339
arg-convention = How working days are counted (else civil_code)
arg-years = Only these years of the published calendars
arg-hours = Business hours (else 08:30-17:30)
arg-overlay = An overlay to add, such as r05; may be given several times
arg-set = A limit that the text leaves to the company, such as first_handling=PT4H or dept_result=P3WD; may be repeated
arg-prefer = Which wins where two documents differ: preset or overlay
arg-calendar = A calendar that comes with shouwen, such as cn-2026, or a file
arg-calendar-adopt-replace = Takes the place of the calendar in force that it contradicts
arg-shell = The shell
arg-man-output = Writes one page a command into this folder
arg-enrol-approve-person = Somebody who is known already (a second device); else a new person
arg-superior = The direct superior
arg-may-certify = They may certify staff
arg-enrol-accept-org = The organisation's key, where you know it: another one is refused

## Files

usage-write = Cannot write { $path }: { $why }
arg-centre = It is a service centre's device, whose receipts count more

## Answers

said-opened = Logged as { $id }. You are the first contact and responsible from now on, until somebody takes it.
said-lacking = { $rule } asks for more to be written down: { $fields }. Once you know it: shouwen request correct { $id } --field { $field } --value …
said-opened-known = This was logged already as { $id } and is not logged again; the words of this call were not stored. Add them with request note.
said-attached = Attached: { $media }, { $size }. Record { $record }.
said-photos = { $count } { $count ->
    [one] photo is
   *[other] photos are
} attached.
said-file = Written to { $path }: { $media }, { $size }.
attach-photos-lost = The request { $id } is logged. { $count ->
    [one] One photo is
   *[other] { $count } photos are
} not attached; add it with request attach:
    { $why }
attach-empty = The file is empty: choose another one.
attach-unknown = This is no JPEG, PNG or WebP picture, no recording, no video and no PDF: save it as one of them first.
attach-unreadable = The picture cannot be read, it is damaged or cut off: take it again, or open it elsewhere and save it as JPEG.
attach-too-many-pixels = The picture has more pixels than this device can decode: make it smaller first.
attach-too-large = The file is longer than 64 MiB: make it smaller, or cut it.
attach-full = There is no room for more files here (limit { $megabytes } MB); nothing was attached, and words can be logged as before. Connect to the centre, which keeps the files, or raise file_bytes_max in config.toml.
attach-no-number = There is no attachment { $number }: the request has { $count }.
attach-no-thumbnail = This file has no small picture: leave --thumbnail out.
file-not-here = The file is not here yet, { $have } of { $of } parts are. It is asked for, and comes when this device meets one that has it.
file-not-opened = The key in the words does not open this file: whoever attached it made a mistake or cheated.
file-here = here
file-elsewhere = kept elsewhere, comes when it is opened
file-thumbnail = small picture only, the rest is asked for
file-on-its-way = on its way, { $have } of { $of } parts
show-attachment = [{ $number }] { $about }  { $size }  { $taken }  ({ $state })
show-caption = {"    "}{ $caption }
said-adopted = { $regulation } is adopted: requests logged from now on are judged by it, earlier ones by what was in force then.
said-calendar-adopted = The calendar { $id } ({ $years }) is adopted.
said-directory = The directory is in force from now on ({ $record }).
said-shifts = { $count } { $count ->
    [one] shift
   *[other] shifts
  } planned.
said-shifts-cancelled = { $count } { $count ->
    [one] shift
   *[other] shifts
  } cancelled.
said-duty-post = The duty post is { $post } from now on.
calendar-missing = Note: there is no calendar of { $years } yet; limits that count its working days stay undetermined. Adopt it with `calendar adopt` once it is published.
said-checked = { $id } ({ $title }) reads well: { $duties ->
    [one] one duty
   *[other] { $duties } duties
}. It can be adopted.
said-checked-set = When you adopt it, give the limits of: { $duties } (--set DUTY=PT4H or =P3WD).
said-alike = No difference.
diff-key = Key
due-by = { $rule } { $duty }: { $figure }, due by { $due }; that moment still counts.
due-before = { $rule } { $duty }: { $figure }, due before { $due }; that moment is too late.
due-house = { $rule } { $duty }: the text gives no figure. The house reminds after { $figure }: { $due }. That is never a breach.
due-missing = { $rule } { $duty }: { $figure }, undetermined: no calendar says whether { $day } is worked (日历缺失). Adopt the calendar of that year.
due-set = { $rule } { $duty }: the text leaves the limit to each company, or nothing is late by it.
due-none = { $rule } { $duty }: no limit.
due-target = {"  "}The text aims at { $due } before that.
duty-none = No duties.
duty-rule = Clause
duty-who = Who
duty-what = What
duty-due = Due
duty-before = before { $due }
duty-no-due = no limit
duty-uncounted = not countable
duty-or = {" or "}
duty-count = { $count ->
    [one] 1 duty.
   *[other] { $count } duties.
}
verdict-open = to do
verdict-met = in time
verdict-done = done
verdict-breached = past its limit
verdict-undetermined = undetermined
verdict-overrun = past the reminder
verdict-broken = promise not kept
verdict-superseded = no longer owed
verdict-not-measured = not measured
verdict-past-target = { $verdict }, past the target
verdict-with = { $verdict } ({ $basis })
basis-proven = proven
basis-own-clock = own clock
why-calendar = no calendar says whether { $day } is worked
why-document = the calendar or directory that the site counts by has not arrived here, or this version cannot read it
why-range = beyond what can be counted
why-interval = receipts leave both possible
why-part = only a part of the requests is held here
why-adoption = nothing proves that the regulation was adopted before
why-contradiction = receipts contradict each other
why-words-sealed = the words are locked or have not arrived: nobody can see here what was written down
why-words-erased = the words were erased: nobody can check any more what was written down
duty-lacking = the register lacks: { $fields }
limit-regulation = the text
limit-house = a reminder of the house, never a breach
limit-set = the company's own figure
limit-promise = what was promised
figure-minutes = { $n } min
figure-hours = { $n } h
figure-work-minutes = { $n } min of business hours
figure-work-hours = { $n } h of business hours
figure-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
figure-today = until the day ends
figure-business-day = until close of business
figure-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
figure-rings = { $n } rings
limit-none = {"  "}Limit: none; time decides nothing
explain-duty = { $rule }/{ $duty }  { $task }, { $who }
explain-clause = {"  "}Sentence: { $sentence }
explain-clause-en = {"  "}In English: { $sentence }
explain-source = {"  "}From: { $title } (source { $source }, file { $document })
explain-house = {"  "}Sentence: none; the house's own reminder, never a breach
explain-raised = {"  "}Raised by: { $mark }
explain-anchor = {"  "}Counted from: { $mark }
explain-late-born = {"  "}Counted from before anybody knew that it would be owed
explain-limit = {"  "}Limit: { $figure } ({ $by }), { $due }
explain-day = {"    "}{ $day }  { $kind }
explain-ended = {"  "}Done: { $mark }
explain-superseded = {"  "}Made void: { $mark }
explain-verdict = {"  "}Verdict: { $state }
explain-missing = {"  "}Missing: { $missing }
explain-mark = { $at } { $who } { $act } [{ $record }]
explain-between = , by receipts written between { $from } and { $to }
explain-unbounded = an unknown time
periodic-task = { $every }: { $what }
every-month = every month
every-quarter = every quarter
every-half-year = every half-year
every-year = every year
every-set = as the company sets
explain-every-set = {"  "}Limit: the text does not say how often; nobody is reminded, nothing is late. To fix it, write it in an overlay of your own
explain-channel = {"  "}Done by: a request logged in the period that came by { $channels }
explain-unmeasured = {"  "}Done by: no record tells; not measured, never late
explain-period = {"    "}from { $from }, before { $to }: { $state }{ $shown }
explain-shown = , see [{ $id }]
missing-act = a record that it was done
missing-calendar = the calendar of that year
missing-document = the calendar or directory that the site counts by: sync with a device that has it, or update the program
missing-receipt-anchor = other devices' receipts before and after what it is counted from
missing-receipt-end = other devices' receipts before and after what ended it
done-opened = complete the register
done-taken = have it taken
done-reached-or-taken = reach them or have it taken
done-told = tell
done-answered = answer
done-reported = report
done-confirmed = confirm
done-assigned = assign
done-arrived = arrive
done-investigated = investigate and sign
done-planned = plan
done-completed = complete
done-received = receive the result
done-accepted = have it accepted
done-finished = finish the register
done-visited = follow up
done-escalated = escalate
done-special-report = special event report
done-coordinated = coordinate
done-promised = name a time
done-evaluated = evaluate
house-rule = house
house-rule-promise = promise
house-rule-offer = offer
house-promise = keep the promise
house-plan = complete as planned
house-milestone = report at the milestone
house-assignment = complete as assigned
house-offer = have the offer taken
house-relay = have the desk take it in
house-classify = Say into which class it falls
house-review = review
house-orphaned = find somebody for it
party-resident = the resident
party-first-reporter = the first reporter
party-first-contact = the first contact
party-top-on-duty = the highest manager on duty
party-lead-dept = the lead department
party-any = anybody
party-desk = the desk
party-other = somebody else
party-manager = the management
party-holder = whoever holds it
party-receiving-dept = the department that took it
party-accepting-dept = the department that took it in
party-own-dept-head = the own department's head
party-direct-superior = the direct superior
party-authorised-colleague = an authorised colleague
party-duty-post = the duty post
party-of = { $party }, { $department }
day-workday = workday, counted
day-weekend = weekend
day-holiday = holiday
day-working-weekend = worked weekend (调休), counted
day-kind-workday = a workday
day-kind-weekend = a weekend
day-kind-holiday = a day off
day-kind-working-weekend = a worked weekend (调休)
said-written = Written: { $act } ({ $record }).
said-not-told = Without --reached it is written down as not reached, and does not count as told. Once they heard it, write it again with --reached.
said-not-visited = Without --reached it is written down as not reached, and does not count as a visit. Once you reached them, write it again with --reached.
said-offered = Offered to { $to } ({ $record }). Until they take it, you remain responsible.
said-several = { $act }: { $count }.
said-shift-offered = { $from } offered { $count } { $count ->
        [one] request
       *[other] requests
    } to { $to }; until { $to } takes them, { $from } remains responsible.
said-shift-taken = Handed over: { $count } { $count ->
        [one] request
       *[other] requests
    } from { $from } to { $to }, signed by both.
said-picture = The picture of the chain is in { $path }
said-rebuilt = Folded { $count } { $count ->
        [one] request
       *[other] requests
    } again from the records.
said-rebuilt-same = The views were as the records say.
said-rebuilt-differed = The views were not as the records say ({ $views }), and are now. Please report this line to the developers.
backup-written = Wrote { $records } records and { $payloads } sealed words to { $file }. There are no keys in it: it is safe to carry.
backup-written-locked = Wrote { $records } records and { $payloads } sealed words to { $file }. The node was locked: the words open with this device's keys alone.
backup-not-one = This is not a backup of shouwen: name the file that `shouwen backup` wrote. Nothing was changed.
backup-newer = The backup has format { $found } and this version reads up to { $known }: update shouwen.
backup-truncated = The backup is cut off: copy it again from where it came from. Nothing was changed.
backup-damaged = The backup is damaged: copy it again, or take an earlier one. Nothing was changed.
backup-not-proven = { $count } records or words in the backup are not what was signed, so it was not put back: take another one.
restore-done = Put { $records } records back. The next record begins a new epoch, so that it cannot collide with what was written after the backup.
restore-aside = The store that was there is kept as { $path }.
restore-closed = Words from the backup stay closed, since some may have been erased meanwhile. They open with the next sync, or with restore --show.
restore-read-in = Read in { $records } new records.
restore-shown = Words from the backup can be read now.
restore-no-keys = { $path } has no keys of a device: put its keys folder back first; if it is lost, enrol as a new device and read this backup in with restore --records.
restore-other-organisation = The backup belongs to another organisation ({ $found }), this folder to { $here }.
restore-other-device = This is the backup of another device ({ $device }) and cannot be put back here: restore --records reads its records in.
restore-exists = There is a store in { $path } and nothing was changed: with --replace it is set aside under another name first.
doctor-sound = Sound: words, signatures and views of { $records } records were checked.
doctor-found-damage = Damaged: { $records } records were checked.
doctor-damaged = Something is damaged: run doctor --repair (stop the running node first). What is damaged is never taken for true; what others have is fetched again.
doctor-damaged-records = Damaged records: { $count }.
doctor-damaged-payloads = Damaged words or documents: { $count }.
doctor-differing = Views that are not as the records say: { $count }.
doctor-bad-signatures = Records with a bad signature of their own that later records prove: { $count }.
doctor-in-doubt = Own logs whose next record begins a new epoch: { $count }.
doctor-missing = Records that other devices named and that are not here: { $count }.
doctor-files = Files that were put here or are gone since they were noted: { $count }. What is gone is asked for again.
doctor-cut-off = The folder was not closed the last time (power cut, or killed); everything that was confirmed is there.
doctor-rebuilt = Folded again: { $views }.
doctor-forgot = Noted that { $count } signs of copies were dealt with; a copy that still runs is reported again.
doctor-fetched = Fetched { $count } from other nodes; { $left } still missing.
doctor-saved = The store was damaged: { $rows } rows were saved and { $damaged } damaged ones left out; the damaged file is kept as { $path }.
doctor-saved-partly = The store was damaged and could not be read to its end: { $rows } rows were saved and { $damaged } damaged ones left out; the damaged file is kept as { $path }.
said-admitted = Vouched for { $tip } and the records that follow it.
said-founded = { $org } is founded, with the site { $site }, in { $path }.
said-organisation =
    The organisation's key is { $key }
    In six words: { $words }
said-enrol-asked = The request to join is in { $file }. Give it to somebody who may certify, and compare these six words with them: { $words }
said-enrol-approved = { $staff } ({ $role }) may use the device { $device }; the answer is in { $file }. The request's six words: { $words }. If their screen shows others, do not hand the answer over.
said-enrol-joined = This device has joined.

## Who holds it

holds-one = Responsible now: { $names }.
holds-contested = Contested: { $names } ({ $count } people) are all responsible, because no take covers all of them; one of them (with the others' offers) or a supervisor merges it with settle.
holds-duty-post = Nobody in force holds it any more (it was { $names }): the duty post does; somebody should take it at once.
holds-closed = Closed, signed by { $names }.
holds-handled = Handled (signed by { $names }) but not closed: a notice or return visit that the regulation asks for is missing, or the resident is not satisfied.
state-open = open
state-handled = handled, not closed
state-closed = closed
mark-separator = ,{" "}
mark-contested = contested
mark-orphaned = on the duty post
mark-unclassified = unclassified
mark-offered = offered

## Lists

list-empty = No requests.
list-id = Id
list-state = State
list-opened = Time
list-matter = Matter
list-holders = Responsible
list-words = Words
list-count = { $count } in all.
list-locked = Words and names are locked and not shown: the PIN opens them.

## Story

show-heading = Request { $id }  { $about }  [{ $state }]
show-first-contact-owes = First contact: { $name }, who still owes the resident the answer.
show-first-contact-done = First contact: { $name }, whose duty is done.
show-imported = Imported history: a claim of the importer, without a first contact.
show-relay = No first contact yet: the entry is a relay, and the desk becomes first contact when it takes the request.
show-unclassified = Unclassified: the regulation sets limits by class; say which with request classify --class { $classes }.
show-offer = Offered: by { $from } to { $to } ({ $mode }), not taken yet.
show-group-first = Same matter as { $others }; first reported: { $first }.
show-group-unordered = Same matter as { $others }; nothing proves which was reported first.
show-resident = Resident: { $who }
show-words = Words: { $words }
show-expectation = Expects: { $words }
show-nobody = somebody without a certificate
show-duty = Duty: { $rule } { $task }, { $who }, { $due }, { $state }
show-step = { $at }  { $who }  { $act }  [{ $record }]
show-claimed = {"  "}(claimed; written { $at })
show-said = {"    "}{ $field }: { $words }
show-remark = {"    "}Note: { $cause }
show-concerns = {" "}(concerns { $name })
show-flag = {"    "}Look at this: { $concern }
show-clause = {" "}({ $rule }: { $english } “{ $sentence }”)
show-proposed = {" "}(next in line: { $name })
show-stage = Request { $id }: { $stage }
stage-received = received
stage-in-hand = in hand
stage-done = done
show-missing = { $count } { $count ->
        [one] record of this request has
       *[other] records of this request have
    } not arrived; they may add a holder.

## Chain

chain-heading = Chain of responsibility of request { $id }
chain-legs = First contacts, leg by leg: { $names }.
chain-opened = { $n }. { $name }  since { $at }: logged it, responsible from the first second  [{ $record }]
chain-imported = { $n }. { $name }  since { $at }: imported it as history  [{ $record }]
chain-took = { $n }. { $name }  since { $at }: took it  [{ $record }]
chain-closed = { $n }. { $name }  since { $at }: closed it  [{ $record }]
chain-rule-offer = {"   "}from { $from }: { $from } signed the offer, the receiver signed the take.
chain-rule-own = {"   "}continues what { $from } already held.
chain-rule-supervisor = {"   "}from { $from }: a supervisor may take over.
chain-rule-close = {"   "}reopens what { $from } had closed.
chain-rule-duty-post = {"   "}from { $from }: that certificate was revoked, and the duty post takes over.
chain-releases-nobody = {"   "}releases nobody: one more person is responsible.
picture-holds = responsible now
picture-released = handed on
picture-closed = closed
picture-rule-offer = offer, take
picture-rule-own = own
picture-rule-supervisor = supervisor
picture-rule-close = reopened
picture-rule-duty-post = duty post

## Forms

said-form = The form stands in { $path }
form-column-form = form
form-column-title = title
form-column-state = state
form-column-lacking = lacking
form-missing = not begun
form-partial = partial
form-complete = complete
form-unsigned = { $count } unsigned
form-copy-first-contact = the first contact's department's copy
form-copy-receiving = the receiving department's copy
form-entry-separator = ;{" "}
form-field-missing = [missing]
form-field-erased = [erased]
form-field-sealed = [sealed here]
form-field-not-needed = —
form-unreadable = unreadable
form-corrected = { $to } (corrected; was: { $from })
form-unsigned-by = not signed yet by { $who }
form-unsigned-yet = not signed yet
form-signed = { $who }, signed at { $at } ({ $proven }), seal { $seal }
form-between = proven between { $from } and { $to }
form-after = proven not before { $from }
form-before = proven not after { $to }
form-own-clock = by own clock
form-request = Request { $id }
form-answered = answered
form-brief = brief
form-class = class of the event
form-competence = whether they can solve it themselves
form-completed = completed at
form-conclusion = conclusion
form-confirmation = confirmation
form-consent = the resident's consent
form-course = course
form-demand = demand
form-departments = departments concerned
form-disposal = disposal
form-event-time = time
form-filed = filed with the company
form-findings = what was found
form-first-handling = first handling
form-from = from
form-handling = handling
form-liability = liability
form-losses = casualties and loss
form-materials = materials
form-means = means
form-mode = mode of the handoff
form-nature = nature
form-notified = notified whom, when
form-on-site = on site at
form-passed-on = passed on at
form-pictures = photos and films
form-place = place
form-plan-or-instruction = plan used, or whose instruction
form-promised-answer = promised answer
form-raised-by = raised by
form-receiving-department = receiving department
form-register-complete = register completed
form-reported-back = reported back to the head
form-reported-to = reported to
form-resident-told = resident told
form-result = result
form-statements = statements of both sides
form-time = time of the handoff
form-to = to
form-which-visit = which visit
form-why-dissatisfied = why dissatisfied
form-asked-by = asked by
form-both-sides = both sides
form-clerk = receptionist on duty or responsible supervisor
form-completed-by = completed by
form-coordinator = coordinator
form-copy-holder = keeper of this copy
form-cs-officer = customer-service officer
form-first-contact = first contact
form-handler = handler
form-planned-by = planned by
form-receptionist = receptionist
form-responsible-supervisor = responsible supervisor
form-told-by = told by
form-visited-by = visited by

## Reports

said-report = The report stands in { $path }
report-title = Duties by group: met, undetermined, breached, late by own clock, reminders, open
report-heading = { $from } to { $to }: { $count ->
    [one] 1 request
   *[other] { $count } requests
}
report-from-first = From the first
report-to-now = now
report-imported = { $count } imported requests owe nothing and are in no other figure
report-duties = Duties of the regulation: { $met } met, { $breached } breached, { $own } late by own clock, { $undetermined } undetermined; { $open } open of every kind
report-own-clock = Of those met, by own clock alone: { $met }; late by own clock is proven by no other device and is no breach
report-periodic = By the calendar, periods that meet this time: { $met } done, { $missed } missed by own clock, { $undetermined } undetermined, { $open } not over
report-house = House reminders (never a breach): { $met } kept, { $overrun } overrun, { $unclear } undetermined (with promises)
report-promises = Promises: { $kept } kept, { $broken } broken
report-dwell = Held: { $count } times, { $mean } hours on the average, { $longest } at the longest (by their own clocks)
report-passes = { $count } passes, { $away } of them to another department, { $back } back to one that had given it away
report-satisfaction = Return visits: { $yes } satisfied, { $no } not{ $scores }
report-scores = ; marks: speed { $speed }, effect { $result }, manner { $manner }
report-evaluated = { $solved } solved, { $evaluated } of them evaluated
report-conflicts = { $conflicts } raised because of a conflict, { $praised } praises
report-none = (not said)
report-by-rule = clause
report-by-building = building
report-by-department = department
report-by-matter = matter
report-by-staff = person
report-met = met
report-breached = breached
report-own-late = own clock
report-undetermined = undetermined
report-overrun = reminders
report-late-open = open
report-hours = mean hours
report-group = sentence
report-before = {" "}({ $count } in the period before)
report-hot = Hot spot: { $name }, { $count }{ $trend }
report-weak = Weak link: { $name }, { $count } breached, { $own } late by own clock
usage-report-period = The period has no length: --from must be before --to
usage-day = `{ $typed }` is no day: write it as 2026-11-21
proof-count = Verified: signature, certificate and words hold for { $good } of { $all } records.
proof-bad-signature = ✘ [{ $record }] { $act }: the signature does not hold.
proof-not-certified = ✘ [{ $record }] { $act }: no certificate of the organisation covers the key.
proof-other-words = ✘ [{ $record }] { $act }: the words are not the ones that were signed.
proof-missing = { $count } { $count ->
        [one] record has
       *[other] records have
    } not arrived: there is no verdict yet.
proof-holds = ✔ The whole chain holds.
proof-fails = The chain is not proven: see above why.

## Status

status-organisation = Organisation: { $value }
status-key = Its key: { $value }
status-words = In six words: { $value }
status-site = Site: { $value }
status-staff = People on this device: { $value }
status-regulation = Regulation: { $value }
status-counts = { $requests } requests, { $open } of them not closed; { $records } records.
status-interest-open = It asks others for open requests and its own; what was closed elsewhere is not fetched.
status-interest-carry = It carries sealed records of every site it meets, to deliver them to others.
coverage = What is here: { $parts }.
coverage-complete = complete up to { $at }
coverage-late = { $name } last heard { $ago }
coverage-never = { $name } never heard
coverage-missing = { $count } { $count ->
    [one] record is
   *[other] records are
} known to be missing
coverage-partial = open requests and own ones only
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
ago-days = { $count } { $count ->
    [one] day
   *[other] days
} ago
status-unsynced = Own records that no other device has witnessed yet: { $count }.
status-wants = Words that have not arrived yet: { $count }.
status-pending = Records whose origin is not proven yet: { $count }.
status-exposed = Note: { $count } { $count ->
        [one] key file can
       *[other] key files can
    } be read by others on this machine; set the permissions to 0600.
status-pin-none = No PIN is set: whoever has this device's files can sign and read.
status-pin-locked = Locked: the PIN is needed to sign and to read.
status-pin-unlocked = Unlocked.
status-root-here = The root key is on this device. Export it and keep it offline.
status-clock = Nobody has checked this device's clock: its times are shown as its own claim.
status-copy-met = Warning: a copy of this device answered at { $address } (last { $last }). Two copies in use sign two histories. Stop one of them, enrol its machine again as a new device, then run doctor --repair on the one that stays.
status-copy-wrote = Warning: a copy of this device is writing records elsewhere (last { $last }). Find it and stop it, enrol its machine again as a new device, then run doctor --repair on the one that stays.
status-fork = Fork: the key of { $who } ({ $device }) has signed two histories since { $since }. { $count } { $count ->
        [one] record
       *[other] records
    } after the fork that no other device confirmed cannot release anybody; a supervisor may vouch for a branch with staff admit:
status-fork-settled = Fork (no effect any more): the key of { $who } ({ $device }) has signed two histories since { $since }; both are kept, and no record is withheld for it:
status-fork-branch = {"  "}branch { $tip }: { $records } { $records ->
        [one] record
       *[other] records
    }, the last written { $at }, of which { $withheld } cannot release yet

## Roster

staff-name = Name
staff-role = Role
staff-post = Post
staff-department = Department
staff-state = State
staff-id = Id
staff-here = in force, on this device
staff-in-force = in force
staff-ended = ended
directory = The directory
directory-record = In force (record { $record }):
directory-none = No directory was signed, or this version cannot read it; the house's defaults hold:
directory-none-signed = No directory was signed, so there is no document to print.
directory-rival = Note: directory { $record } is in force as well (two people signed one without having met). What it alone names is not shown. Set one more, and that one holds alone.
directory-unread = Note: directory { $record } is in force as well, but what it says has not arrived, or a newer version wrote it; none of it is shown below. Sync with a node that has it (or update the program); until then no new directory can be set.
directory-zone = Time zone: { $value }
directory-hours = Business hours: { $value }
directory-working-days = Working days: { $value }
working-days-civil = the first day does not count; due when business closes on the last one (Civil Code, civil_code)
working-days-elapsed = a day's worth of business hours each (elapsed_hours)
directory-kind = Kind
directory-code = Code
directory-name = Name
directory-post = post
directory-department = department
directory-place = place
directory-plan = plan
directory-dropped = Note: { $code } has no name any more and is shown as the bare code. Its name was { $name }; in use: { $uses }.
directory-used-duty-post = it is the duty post
directory-used-people = by { $names }
directory-used-requests = at { $count } open { $count ->
    [one] request
   *[other] requests
  }
directory-recounts = Note: time zone, business hours or the way of counting changed. Limits that begin from now on are counted by it; those that began before keep theirs.
shift-from = From
shift-to = Until
shift-now = now
shift-coming = to come
shift-past = past
shift-mark-person = same person twice
shift-mark-post = shared post
shift-none = No shifts.
shift-overlap-person = Note: { $name } is also on { $post } from { $from } to { $to } ({ $record }). Both count; cancel one if it was not meant.
shift-overlap-post = Note: { $other } is on { $post } too, from { $from } to { $to } ({ $record }). Both are on duty.
shift-not-certified = Note: no certificate of { $name } names the post { $post }. They are called for it, but what is offered to the post they cannot take for it.
shift-line = line { $line }: { $why } No shift was planned.
shift-number = Shift { $number } of the file: { $why } No shift was planned.
duty-post-is = { $count ->
    [1] The duty post is { $posts }.
   *[other] The duty posts are { $posts }: two people named one without having met. Set one again, and it holds alone.
}
duty-post-supervisors = No duty post was named: the supervisors are it.
duty-post-members = On it: { $names }
duty-post-empty = Nobody in force is on it: certify somebody for this post.
duty-post-earlier = Duty posts before, whose people stay on it: { $posts }
duty-post-nobody = Note: nobody is certified for { $post } yet.
device-name = Device
device-here = this device
regulation-id = Id
regulation-title = Regulation
regulation-in-force = in force
regulation-preset = may be adopted
regulation-overlay = may be added
regulation-truncated = The source text is cut off; nothing was added for what is lost.
regulation-release = The first contact is released { $form }.
release-inferred = {" "}(The text does not say so: inferred from whom it has inform.)
release-brief-handover = by a brief handover, or by a clear answer
release-completion-notice = when the service supervisor is told of the completion
release-result-recorded = when they have recorded the result
release-resident-informed = when the resident has been told the result
release-return-visit = by the return visit
release-answer-or-resolved = when it is resolved or clearly answered
release-satisfied = when the resident is satisfied
regulation-quote = {"    "}“{ $sentence }”
regulation-script = To say first ({ $channel }): { $script }
regulation-channels = Received by: { $channels }
regulation-banned-acts = Not to do: { $acts }
regulation-adoption = In force (adoption { $record }):
regulation-nothing-adopted = Nothing was adopted; the general regulation R16 holds:
regulation-rival = Note: adoption { $record } is in force as well (two people adopted without having met). Adopt once more, and that one holds alone.
regulation-unread = A newer version wrote its duties; this one cannot read them and raises none. Please update.
regulation-house = Words without a figure, and when the house reminds (never a breach):
regulation-no-figure = no reminder
word-immediate = immediately
word-promptly = promptly
word-timely = in time
word-appropriate = when appropriate
word-set = within the set time
word-with-feedback = with the feedback
word-realtime = in real time
calendar-year = Year
calendar-state = State
calendar-off = Days off
calendar-work = Worked weekends
calendar-source = Source
calendar-adopted = adopted
calendar-shipped = as shipped, none adopted
calendar-no-data = missing
calendar-awaited = adopted, not yet here
calendar-unreadable = adopted, cannot be read

## Remarks

remark-newer-version = A newer version wrote this; update shouwen to read it. It changes nobody's responsibility.
remark-wrong-stream = This kind of record does not belong here; it has no effect.
remark-not-certified = The signer has no certificate that counts at this site; it has no effect.
remark-no-right = The signer's role does not allow this; it has no effect.
remark-condition-fails = It is for the holder, the addressee or the author, and the signer is none of them; it has no effect.
remark-unknown-tenure = The take names a tenure that is not of this request, or that its author had not seen.
remark-releases-nobody = The take releases nobody, because nobody had offered it; its author is responsible too from now on.
remark-withheld = Written beyond the cut of a revocation; part of its effect is withheld.
remark-late-but-valid = Signed after a revocation, but still valid; marked so.
remark-forked = The key signed two histories; after the fork it releases nobody until a supervisor admits one of them.
remark-disputed = The revocation itself is in dispute; until the root decides, this releases nobody.
remark-retransfer = What was misdirected may not be passed on again (R09.10): the receiving department keeps it; the offer has no effect.
remark-no-consent = An escort needs the resident's consent (R09.13); the offer has no effect.
remark-register-before-result = The register was completed before the result was received (R01.13); no effect.
remark-no-reason = The regulation asks for a reason at every offer (R08.9); this one has none and no effect.
remark-relay = Only the desk is first contact here (R06): the entry is a relay, and the desk's take starts the duty.
remark-not-named-role = The regulation names another role for this; it does not discharge the first contact.
remark-regulation-withheld = The adoption of the regulation does not count; the request is judged by R16.
remark-bad-signature = Its own signature is bad, but later records of the same key follow it, so it counts.
remark-on-duty-post = Whoever logged it may not hold it: it stands on the duty post; review it, a resident may be waiting.
flag-outside-matrix = The regulation names other receivers for whoever gives it here. The offer counts all the same.
flag-superior-absent = It should go to the direct superior, whom the roster does not have in force. The offer counts all the same.
flag-unusual-mode = The regulation does not list this way of handing over.
flag-solvable = Only what cannot be solved in the department goes to another one; no such reason is given.
flag-double-offer = The same was already offered to somebody else, who may still take it: recall one of the offers.
flag-ping-pong = It is back at a department that had given it away.
flag-conflict-escalated = It has reached the top of the site: the conflict counts as grown.
flag-retransfer = An attempt to pass on what was absorbed as misdirected; it has no effect.
flag-visit-too-many = The resident had to come more often than the regulation allows.
flag-notice-repeated = The papers needed were listed a second time: the first notice was not complete.
flag-evidence-unsourced = Evidence without its source or date does not count as complete.
flag-unsigned = Somebody concerned has not signed the investigation: it is not complete.
flag-pass-unsigned = Taken over without a signature of whoever had it.
flag-brief-missing = Passed on without a word of what it is about: the resident would have to tell it again.
flag-moved-unexplained = A promise was moved without a word of why.
flag-claim-outside = The claimed time lies outside what other devices’ receipts prove.
flag-channel-unlisted = The regulation does not list this channel.
advice-retransfer = it was passed here by mistake and may not be passed on (R09.10): keep it and write coordinate
advice-no-consent = an escort needs the resident's consent (R09.13): ask, then give --consent, or choose another mode
advice-register-before-result = the register is completed after the result is back (R01.13): write receive first
advice-no-reason = the regulation asks for a reason at every offer (R08.9): give --reason
advice-unknown-tenure = it names a tenure that this request does not have: look at chain
advice-not-certified = no certificate in force names you at this site: ask whoever keeps the roster
advice-not-named-role = the regulation names another role for it: ask somebody with that role
advice-no-right = your role does not list it: ask a supervisor
advice-condition-fails = it is for the holder, the addressee or the author here: look at request show
advice-other = the rules of the chain do not let it count here: look at request show
advice-phrase = These words are advised against: { $text }
advice-not-signed = Nothing was signed. Say it in other words, or sign it as it is with --anyway and a reason.
advice-reception = To ask and to say: { $hints }
advice-separator = ;{" "}
advice-moved = A promise is moved for a reason: give it with --words.
advice-liability = Nobody has said whose the cause is ({ $values }): say it with request classify --liability.
advice-checks = What is inspected: { $checks }
check = { $what }: { $holds }
check-holds = yes
check-fails = no
check-nothing = not passed on, or not finished
check-both-copies = both departments have the record of receiving the owner
check-first-contact-named = whoever took over names the first contact
check-completion-notice = the notice of completion was given
check-no-retransfer = not transferred a second time
hint-ask = not asked yet: { $what }
hint-repeat-back = repeat it back to confirm it (--repeat-back)
hint-confirm-contact = ask and confirm how to reach them
hint-identify = give your name or staff number first (--self-identified)
hint-give-number = an enquiry that is not yours: give the right number politely
hint-find-out = an enquiry that is not yours: ring, find out and answer it yourself
hint-rule = {" "}({ $rule })
ask-building = building
ask-unit = flat
ask-name = name
ask-contact = telephone
ask-content = what it is about
ask-time = when it happened
ask-place = where
ask-symptom = what is to be seen
ask-expectation = what they expect

## Errors

error-not-a-data-folder = { $path } is not a data folder of shouwen. Run shouwen init or shouwen enrol request first, or name another folder with --data.
error-waiting = { $path } is waiting for its answer. When you have the file, run shouwen enrol accept.
error-file = Cannot read or write { $path }: { $why }
error-config = There is a mistake in { $path }: { $why }
error-identity = { $path } is damaged or missing, so nobody knows which device this is: { $why }. Put the file back from a backup of the data folder; the records are still there.
error-key-damaged = { $path } is damaged or is not a key file. Put it back from a backup of the data folder.
error-pin-wrong = The PIN does not open the keys of this device; nothing was changed. Try again.
error-pin-length = The PIN has the wrong length: use { $least } to { $most } characters.
error-locked = The keys of this device are locked. Give the PIN at the prompt, in SHOUWEN_PIN or with --pin-file.
error-secret-needed = The keys are locked with a secret file. Name it as secret_file in config.toml.
error-secret-wrong = The secret file does not open the keys of this device. Name the file they were locked with.
error-secret-short = { $path } is too short for a secret file. Make one of at least 16 random bytes.
error-terminal = Cannot read the PIN from the terminal: { $why }
ask-pin = PIN:{" "}
ask-reason = Why say it all the same? (an empty line signs nothing){" "}
store-full = The disk is full; nothing was written. Free some space and repeat.
store-damaged = The store file is damaged ({ $why }). Stop using it, set it aside without deleting it, and fetch the records from a peer or a bundle.
store-record-damaged = Record { $record } is damaged on disk; nothing was decided with it. Set the store file aside and fetch the records from a peer or a bundle.
store-stopped = An earlier disk error stopped the store. Restart: everything confirmed before it is there.
store-disk = The disk failed ({ $why }). Check it, restart and repeat; repeating is safe.
store-stale = Record { $seq } does not follow the newest one of its log; nothing was written. Repeat the command.
store-refused = The store refused it and nothing was written: { $why }
store-missing = There is no store at { $path }. Put it back from a backup, or join again in another folder.
store-in-use = Another process has this data folder open and takes no commands. Wait until it ends, or stop it first. Nothing was changed.
store-not-a-store = The store file is not a shouwen store ({ $why }); nothing was changed. Put it back from a backup, or set it aside.
store-newer = The store has format { $found } and this version reads format { $known }; nothing was changed. Update shouwen.
store-other-organisation = The store in this folder belongs to organisation { $found }, not to { $pinned }. Put the folder back from a backup.
usage-ambiguous-count = { $count } ids begin with { $typed }. Write more digits.
usage-read = Cannot read { $path }: { $why }
usage-key = “{ $typed }” is not a key: a key has 64 hexadecimal digits.
error-whose = Whose list? Say it with --as.
error-place-request = “{ $act }” is about a request: name it.
error-place-none = “{ $act }” is not about a request: leave the id out.
error-no-key = This device has no key of { $person }. Choose somebody of this device with --as, or enrol the person here.
error-who-are-you = { $count } people use this device. Say who you are with --as.
error-not-certified = No certificate in force names you at site { $site }. Ask whoever keeps the roster to certify you there.
error-no-right = “{ $act }” is not for your role ({ $roles }). Ask: { $allowed }.
error-no-right-root = “{ $act }” is not for your role ({ $roles }): only the organisation's root writes it. { $allowed }
error-void = “{ $act }” would have no effect here and was not written: { $advice }
error-not-yours = “{ $act }” would not be believed: it goes beyond what your certificate lets you decide at this site. Ask whoever certified you.
error-too-long = The words take { $bytes } bytes, at most { $most } fit. Shorten them. Nothing was written.
error-too-much = This names too much for one record. Split it into several.
error-not-yet = Request { $request } rests on records that have not arrived. Sync with a node that has them.
error-machine-fault = The signature that was just made does not verify: this machine's memory or processor is failing. Use another one. Nothing was written.
error-name = { $what } needs a name of 1 to { $max } characters.
error-not-empty = { $path } is not empty and was left alone. Choose a folder that does not exist yet, or an empty one.
error-regulation = There is no regulation “{ $given }”. Known: { $known }.
error-document = { $file }: { $why }
error-directory = { $file }: { $why } Nothing was signed.
error-directory-in-force = This directory is in force already.
error-directory-unread = Directory { $record } is in force, but what it says has not arrived, or a newer version wrote it. Sync with a node that has it (or update the program) first, so that no change is undone unseen. Nothing was written.
document-line = line { $line }: { $why }
document-long = { $bytes } bytes long, more than { $most }: split it or shorten it.
document-unknown = “{ $found }” is not known here. Use one of: { $known }.
document-missing = “{ $found }” is missing.
document-duplicate = this key stands here twice: keep one of them.
document-type = { $found } stands where this is expected: { $expected }.
document-syntax = it cannot be read as TOML: { $why }. Texts stand in quotation marks.
document-word = { $key }: “{ $found }” is not known here. Use one of: { $known }.
preset-schema = schema { $found } is not known: write schema = 1, or update shouwen.
preset-id = “{ $found }” is no id: 1 to 64 lower-case letters, digits, - and _.
preset-rule = “{ $found }” is no clause: write it as C1.2.
preset-twice = the duty “{ $found }” stands here twice: give one of them another id.
preset-class = the class “{ $found }” is not defined in this document: add a [[class]] for it.
preset-endless = the duty “{ $found }” says nothing under done_by: it could never end.
preset-idle = the duty `{ $found }`: { $key } says something only where done_by names { $by }.
preset-idle-by = the duty `{ $found }`: by says something only with on = "handoff_accepted".
preset-rule-twice = the clause “{ $found }” stands here twice: join both sentences.
preset-house = the house's figure for “{ $found }” is none: write n, unit and cal; for “set” give one a duty when you adopt.
preset-too-many = more than 256 duties: split the document into overlays.
preset-limit-form = a limit is either a word or a figure with n, unit and cal.
preset-limit-clock = the clock “{ $clock }” does not count “{ $unit }”: minutes and hours run on wall or work, wd on work, day on day.
preset-limit-size = { $n } { $unit } is no limit: it is nothing, or longer than ten years.
document-other = { $why }
directory-other-kind = this is no directory that this version knows: write schema = 1 and kind = "directory".
directory-no-name = “{ $name }” is no name: 1 to { $most } characters, no line breaks.
directory-twice = “{ $name }” is the name of { $first } and of { $second }: nobody could tell which is meant. Give one of them another name.
error-shift-backwards = The shift ends before it begins: check --from and --to.
error-shift-long = The shift lasts more than { $days } days: check month and year.
error-shift-gone = No certificate of { $name } is in force: only somebody in force can be on duty.
error-shift-known = The same shift is planned already.
error-shift-none = There is no shift in it.
error-shift-many = At most { $most } shifts at once: split the file.
usage-shift-columns = { $file }: the first line must name the columns post, staff, from and to.
error-duty-post-in-force = It is the duty post already.
error-duty = This regulation has no duty “{ $given }”. It has: { $known }.
error-year = No calendar of { $given } comes with shouwen; there are { $known }. Without one, what needs that year stays undetermined.
error-is-overlay = “{ $given }” is an overlay and holds only with a regulation: add it with --overlay.
error-is-preset = “{ $given }” is a whole regulation and no overlay: adopt it alone.
error-adoption-size = An adoption takes at most { $overlays } overlays and { $figures } figures.
error-contradiction = { $key }: { $first } says { $says }, { $second } says { $other }. Decide with --prefer preset or --prefer overlay. Nothing was adopted.
error-not-set = The text leaves the limit of { $duties } to the company. Give it, for example --set { $example }=PT4H (4 hours) or --set { $example }=P3WD (3 working days). Nothing was adopted.
error-not-open = The limit of “{ $given }” is not left to the company. These are: { $open }. Nothing was adopted.
error-none-open = The limit of “{ $given }” is not left to the company; this regulation leaves none open. Nothing was adopted.
error-set-twice = The limit of “{ $given }” is given twice. Nothing was adopted.
error-calendar = { $file }: { $why }
error-no-calendar = There is no calendar “{ $given }”, and no file of that name. shouwen comes with: { $known }.
calendar-kind = this is no calendar that this version knows: write schema = 1 and kind = "calendar".
calendar-day = “{ $typed }” is not a day: write 2026-10-01, or 2026-10-01..2026-10-07 with both ends included.
calendar-span = “{ $typed }” ends before it begins, or lasts more than a month: check month and year.
calendar-other-year = { $day } does not belong to { $year }: put it under its own year.
calendar-beyond = { $year } is no year from 1970 to 2100: check it.
calendar-twice = { $day } is named twice, here and in line { $before }: a day is either off or worked, and is named once.
calendar-year-twice = the year { $year } stands here twice: join both tables.
calendar-no-weekend = { $day } is no Saturday or Sunday: it is worked anyway. Take it out.
error-calendar-empty = { $file } has no year. Nothing was adopted.
error-calendar-in-force = { $file } is in force already.
error-calendar-contradicts = { $file }, line { $line }: { $day } is { $here } here, and { $there } in { $with }, which counts now ({ $count ->
    [one] one day differs
   *[other] { $count } days differ
}). To take its place, add --replace. Nothing was adopted.
error-calendar-loses = { $file } would take the place of { $document }, but lacks its { $years }: put that in too. Nothing was adopted.
usage-set = “{ $typed }” is no limit. Write DUTY=PT30M or DUTY=PT4H (minutes, hours) or DUTY=P3WD (working days); a duty's id has at most 24 letters.
usage-hours = “{ $given }” are no business hours: write them as 08:30-17:30.
nothing-held = You hold nothing of this request. Take it first.
nothing-offered = Nothing of this request is offered to you.
nothing-closed = This request is not closed: there is nothing to reopen.
nothing-open = This request is closed. Reopen it first.
nothing-contested = There is nothing to settle: you alone hold this request.
sealed-locked = The words are locked: the PIN opens them.
sealed-not-here = The words have not arrived yet: sync with a node that has them.
sealed-no-key = No key for these words has arrived yet: sync with a node that can open them.
sealed-erased = The personal data was erased; signatures and chain still hold.
sealed-restored = the words come from a backup and may have been erased since: sync with a node first, or run restore --show
sealed-broken = The words do not open: they are not the ones that were signed, or a newer version wrote them.

## Enrolment

enrol-not-a-file = This is not a file that shouwen enrol wrote. Choose the right one.
enrol-unproven = The request is not signed by the keys it asks for. Make it again on the new device.
enrol-not-pending = This folder asked for nothing, or has joined already. Run shouwen enrol request in a new folder first.
enrol-other-device = The answer is for another device. Make a new request here and have it approved.
enrol-not-authorised = The answer does not prove itself: { $why }. Have the request approved again.
enrol-why-record = a record in it is damaged or not signed
enrol-why-device = no certificate of this device leads to the organisation's key
enrol-why-staff = no certificate of the person leads to the organisation's key
enrol-why-site = the certificate does not name the site of the answer
enrol-why-revoked = the certificate was revoked
enrol-other-organisation = The answer is from organisation { $found }, not from { $expected }; nothing was joined. Check whom you asked.
grant-nobody = Your certificate does not let you certify anybody. Ask a site manager.
grant-too-much = Only the organisation's root lets people certify as much as that.
grant-device-role = device and centre are roles of devices. Choose a role of a person.
grant-unknown-role = This version does not know that role. Update shouwen.
grant-keys-in-use = These keys are certified already, for somebody else. Make a new request on the device.

## The running node

control-listen = Commands cannot reach this node: { $why }
control-broken = The running node broke off: { $why }. Look at its output; what it had confirmed is kept.
control-too-long = The command line takes { $bytes } bytes, which is too much.

## Files

bundle-written = Wrote { $records } records and { $payloads } sealed words to { $file }.
bundle-read = Read { $records } records, { $new } of them new, of { $requests } { $requests ->
        [one] request
       *[other] requests
    }.
bundle-file = The file cannot be read or written: { $why }
bundle-not-one = This is not a bundle; nothing was read. Choose a .swb file that bundle export wrote.
bundle-version = A newer version wrote this bundle (format { $found }); nothing was read. Update shouwen.
bundle-other-organisation = The bundle belongs to another organisation ({ $found }); nothing was read.
bundle-truncated = The file is cut off after { $records } records; those were kept. Copy the whole file again and import it again: nothing is added twice.
bundle-damaged = The file is damaged after { $records } records; those were kept. Copy the whole file again and import it again: nothing is added twice.
qr-shown = { $count } { $count ->
    [one] code
   *[other] codes
  }, { $bytes } bytes. On the other device: shouwen qr scan PHOTO…
qr-written = Wrote { $count } { $count ->
    [one] code
   *[other] codes
  } to { $file }. On the other device: shouwen qr scan PHOTO…
qr-playing = { $at }/{ $count }. Photograph each; Enter ends.
qr-words-left-out = The words of { $count } { $count ->
    [one] record are
   *[other] records are
  } too long for codes; they follow with the next sync.
qr-scanned = Request { $id }: read { $records } records, { $new } of them new; every signature was checked.
qr-answer = Now let the giver photograph your answer.
qr-invited = This device is { $peer }.
qr-peer-added = { $peer } was added to the peers; shouwen serve stays connected with it.
qr-peer-known = { $peer } was among the peers already.
qr-part = Read { $read } of the codes of a series; at least { $needed } more { $needed ->
    [one] is
   *[other] are
  } needed. Photograph the others and name all photos together.
qr-no-code = No code was seen on { $path }. Go nearer, hold the camera straight, avoid glare.
qr-foreign = A code on { $path } is not from shouwen.
qr-damaged = A code on { $path } could not be read whole. Photograph it again.
qr-newer = A newer version made the code on { $path } (format { $found }). Update shouwen.
qr-not-a-picture = { $path } is not a picture that can be read. Give a JPEG, PNG or WebP.
qr-picture-too-large = { $path } is too large: at most 16384 pixels a side and some 60 megapixels.
qr-picture-damaged = The picture { $path } is damaged ({ $why }). Copy it again.
qr-output = { $path }: give a file that ends in .png or .svg, or a folder.
qr-svg = { $path } can show one code, and { $count } are needed. Name a .png or a folder.
qr-too-long = That is { $kib } KiB, more than codes carry (32). Use a file: shouwen bundle export.
qr-to-whom = You have not offered this request to anybody yet: say to whom with --to.
qr-several = The photos hold { $count } things. Without -o the answers are shown one below the other.
qr-not-one-request = The codes do not hold the records of one request. Use bundle import.
qr-unproven = The { $records } records of request { $id } were read and kept, but what proves it has not arrived here (its author's certificate, its opening or its regulation). Sync, or import a bundle of the site.
qr-unknown = The codes hold nothing that this version knows. Update shouwen.
qr-enrol-request = This is a request to join. Use enrol approve with the same photos.
qr-enrol-answer = This is the answer to a request to join. Use enrol accept with the same photos.
qr-where = Nothing says where others find this device. Run shouwen serve, set listen in config.toml, or give --at HOST:PORT.
qr-address = This is not an address: { $why }
qr-own-invitation = This is the code of this very device. Scan it on the other one.
export-written = { $count } { $count ->
        [one] request is
       *[other] requests are
    } in { $file }
export-csv = The table cannot be written: { $why }

## Import

import-done = Imported { $imported }; { $known } were here already; { $offered } are open and were offered to a post.
import-malformed = { $count } { $count ->
        [one] row
       *[other] rows
    } could not be read and { $count ->
        [one] was
       *[other] were
    } not imported:
import-refused = { $count } { $count ->
        [one] row
       *[other] rows
    } could not be signed and { $count ->
        [one] was
       *[other] were
    } not imported:
import-line = {"  "}line { $line }: { $reason }
import-more = {"  "}… and { $count } more; --json lists all of them.
import-collision = Note: different names became one code { $code }: { $names }. To keep them apart, give each a code under [owner.values] or [crew.values] of the mapping file.
import-unreadable = { $path } cannot be read: { $why }
import-no-column = { $path } has no column “{ $column }”. Its columns: { $known }.
row-no-key = the column “{ $column }” is empty, so the row has no key
row-time = “{ $value }” in the column “{ $column }” is in none of the forms under [times]
row-value = “{ $value }” in the column “{ $column }” has no meaning in the mapping, and there is no default
row-cells = the row has { $found } cells instead of { $expected }
row-utf8 = the row is not UTF-8 text
map-unknown-key = { $path }, line { $line }: there is no key “{ $key }”. Allowed: { $allowed }.
map-missing-key = { $path }, line { $line }: the key “{ $key }” is missing.
map-wrong = { $path }, line { $line }: { $why }
map-zone = { $path }: “{ $typed }” is not a zone. Write its distance from UTC, such as -08:00; from of a zone_change is written 2020-03-08 02:00.
map-delimiter = { $path }: the delimiter “{ $typed }” has to be one ASCII character.
map-source = { $path }: source cannot be blank; together with the key it makes a row one request.

## Nodes that meet

error-already-serving = A node is running on this data folder already; commands reach it by themselves, and a second one is not needed.
usage-listen = “{ $typed }” is not an address to listen on. Write it as 0.0.0.0:7400.
usage-unknown-peer = No peer is known as “{ $typed }”. Write an address such as 192.168.1.5:7400, with KEY@ before it if you like, or the name of a device that peers lists.
serve-listening = The node is running; other devices find it at { $address }
serve-stopping = The node is stopping; what it has confirmed is kept.
serve-connected = Connected with { $name } ({ $address })
serve-settled = Level with { $name }; { $count } records came in this session.
serve-settled-partly = Done with { $name }; { $count } records came in this session. The two do not hold all the same.
serve-received = { $count } new records from { $name }.
serve-witnessed = Signed { $count } receipts for what was seen.
serve-ended = The session with { $name } is over: { $why }
serve-refused = { $address } was not let in: { $why }
serve-found = { $name } is nearby at { $place }
serve-lost = { $name } at { $place } is not announced any more.
serve-somebody = A device of this organisation
serve-no-discovery = Nodes nearby cannot be looked for: { $why }. Configured and remembered peers are dialled all the same.
serve-not-reached = { $peer } was not reached: { $why }
serve-files = { $count } { $count ->
    [one] file
   *[other] files
} came whole from { $name }.
serve-files-full = There is no room for more files here; words still come in. Connect to the centre, which keeps the files, or raise file_bytes_max.
serve-fault = Something failed; local work goes on: { $why }
alarm-due-soon = Due soon: request { $id }, { $rule }, { $who }, { $due }
alarm-overdue = Past its limit: request { $id }, { $rule }, { $who }, { $due }
alarm-overrun = Past the reminder: request { $id }, { $rule }, { $who }, { $due }
alarm-period-soon = Due soon: what the calendar asks, { $rule }, { $who }, before { $due }
alarm-period-over = Not done in its period: what the calendar asks, { $rule }, { $who }, before { $due }
alarm-not-taken = Nobody took it: request { $id }, { $rule }, { $who }, { $due }
alarm-promise-soon = A promise runs out: request { $id }, { $rule }, { $who }, { $due }
alarm-promise-broken = A promise was not kept: request { $id }, { $rule }, { $who }, { $due }
alarm-orphaned = Nobody holds it: request { $id }, duty post { $who }
alarm-contested = Several hold it: request { $id }, { $who }
alarm-nobody = nobody
serve-returned = { $name } brought back { $count } { $count ->
        [one] record
       *[other] records
    } of this device: this folder was put back from an older copy. The next record continues them in a new epoch.
serve-copy-met = Warning: a copy of this device answered at { $address } and was refused. Stop one of the two and enrol it again; then run doctor --repair.
serve-copy-wrote = Warning: records came in that this device's keys signed elsewhere: a copy is running. Stop one of the two and enrol it again; then run doctor --repair.
serve-runtime = The node cannot run here: { $why }
serve-start = The node does not start: { $why }
sync-equal = Level with { $name }: { $received } records received, { $sent } sent.
sync-part = Exchanged with { $name }: { $received } records received, { $sent } sent; each has what it asks for.
sync-partly = Exchanged with { $name }: { $received } records received, { $sent } sent; the two do not hold all the same yet.
sync-not-reached = Nobody was reached and nothing was changed: { $why }. Check the address, and whether the other node is running.
sync-ended = The sync with { $peer } ended early: { $why }. What came is kept; the next sync goes on from there.
sync-other-organisation = { $peer } belongs to another organisation; nothing was exchanged. Check the address.
sync-stopped = The node stopped; nothing was synced.
peers-none = No other node was met yet.
peers-key = Key
peers-address = Address
peers-last = Last heard
peers-to-send = To send
peers-to-receive = To receive
peers-clock = Its clock
peers-store = Store
peers-live = connected
peers-revoked = revoked
peers-never = never met
peers-all = everything
peers-unknown = unknown
peers-clock-equal = equal ({ $quality })
peers-clock-ahead = { $seconds } s ahead ({ $quality })
peers-clock-behind = { $seconds } s behind ({ $quality })
peers-clock-synced = set by a time service
peers-clock-peer = compared
peers-clock-unchecked = unchecked
peers-trouble = { $name } is not connected: { $why }
peers-trouble-stays = { $name } is not connected and is asked only now and then: { $why }

## The system

io-not-found = there is no such file or folder
io-permission = permission was denied
io-full = the disk is full
io-not-text = it is not a text file (UTF-8)
io-folder = it is a folder, not a file
io-no-folder = a part of the path is not a folder
io-read-only = the disk is read-only
name-organisation = The organisation
name-site = The site
name-device = The device
name-person = The person

## Facts of an act

fact-separator = ,{" "}
fact-yes = yes
fact-no = no
fact-resident = the resident
fact-first-reporter = the first reporter
fact-to = to { $value }
fact-with = with { $value }
fact-what = { $value }
fact-means = { $value }
fact-mode = { $value }
fact-reason = reason: { $value }
fact-reached = reached
fact-not-reached = not reached
fact-consent = resident consents to escort: { $value }
fact-because = on revocation { $value }
fact-outcome = { $value }
fact-due = due { $value }
fact-delegation = on the holder's behalf
fact-coordination = { $value }
fact-departments = departments: { $value }
fact-department = department: { $value }
fact-lead = led by { $value }
fact-concluded = settled
fact-competence = { $value }
fact-self-identified = gave own name
fact-repeat-back = repeated back
fact-claimed = claimed as { $value }
fact-owner = owner: { $value }
fact-crew = crew: { $value }
fact-opened = opened { $value }
fact-serviced = serviced { $value }
fact-closed = closed { $value }
fact-class = { $value }
fact-matter = { $value }
fact-subject = { $value }
fact-hazard = hazard: { $value }
fact-emergency = emergency: { $value }
fact-major = major complaint: { $value }
fact-complex = complex: { $value }
fact-field = to be seen on site: { $value }
fact-solvable = solvable now: { $value }
fact-papers = { $value }
fact-liability = { $value }
fact-confirms = confirms { $value }
fact-plan = plan { $value }
fact-understood = understood
fact-out-of-scope = out of scope
fact-refusal = a refusal
fact-replaces = instead of { $value }
fact-place = { $value }
fact-findings = { $value }
fact-asked = signatures asked of { $value }
fact-record = about { $value }
fact-corrected = corrects the { $value }
fact-responsible = by { $value }
fact-waiting = waiting for { $value }
fact-resumed = goes on
fact-cause = { $value }
fact-how = { $value }
fact-losses = losses: { $value }
fact-ground = { $value }
fact-other = with { $value }
fact-undone = undone
fact-visit = visit { $value }
fact-satisfaction = satisfaction { $value }
fact-satisfied = satisfied: { $value }
fact-speed = speed { $value }
fact-result = result { $value }
fact-manner = manner { $value }
fact-verified = department's answer checked
fact-finding = { $value }
fact-rule = rule { $value }
fact-person = concerns { $value }
fact-sanction = { $value }
fact-legal-ground = { $value }
fact-countersigns = countersigns { $value }
fact-objects = objects to { $value }
fact-hold = hold
show-facts = {"    "}{ $facts }
show-between = {"    "}witnessed by another device: after { $from }, before { $to }
show-after = {"    "}witnessed by another device: after { $from }
show-before = {"    "}witnessed by another device: before { $to }
said-shift-kept = { $count } stay with { $from }, because the regulation does not let them be passed on:

## Demo

demo-organisation = Qingyuan Property
demo-site = Cuiyuan, third quarter
demo-centre = service centre
demo-gate = east gate
demo-van = engineering van
demo-manager = Chen Jingyi
demo-guard = Zhao Dezhu
demo-technician = Sun Hong
demo-officer = Wu Jing
demo-door = the entrance door
demo-door-words = The entrance door of house 6 no longer opens with the card
demo-door-room = 6-0802
demo-door-result = Card reader replaced, three cards tried
demo-pipe = the burst pipe
demo-pipe-words = The hot-water pipe under the kitchen sink has burst
demo-pipe-room = 4-1103
demo-pipe-result = Valve closed, hose replaced, dry
demo-founded = Three real nodes, each with its own store, meet over QUIC on this machine: service centre { $centre }, east gate { $gate }, engineering van { $van }
demo-online = ── Morning, with a network ──
demo-offline = ── The van is in the basement, the gate has lost its line: both work on by themselves ──
demo-together = ── The network is back: the three nodes meet ──
demo-lift-words = The lift of house 3 has stopped between floors for the third time this month
demo-lift-again = Two hours after the repair the lift has stopped again
demo-leak-words = Water comes through from the flat above; the bathroom ceiling is wet
demo-machine-words = A pedal of the fitness machine is broken; children could be hurt
demo-lights-words = All lights in zone B of the underground car park are out
demo-lift-room = 3-1204
demo-leak-room = 5-0602
demo-machine-room = 2-0301
demo-lights-room = 1-1501
demo-lift-result = Door drive replaced, test runs good
demo-chains = ── The chains of responsibility, as the van shows them ──
demo-equal = All three nodes hold the same { $records } records; digest { $digest }.
demo-verified = { $count } signatures were checked on the three nodes together: all good.
demo-took = All this took { $ms } ms.
demo-history = ── { $rows } requests of an older system ──
demo-carried = The centre imported them in { $import } ms; gate and van fetched all of it at the same time in { $sync } ms.
demo-kept = The data stays in { $folder }: try shouwen --data { $folder }/gate request list
demo-differ = The three nodes do not hold the same: please report it, with the folder of --keep.
demo-passed-on = A misdirected request could be passed on: please report it.
demo-logged = { $who } logs { $what }: “{ $words }”, and is responsible from the first second.
demo-offered = { $from } offers { $what } to { $to }; until it is taken, { $from } stays responsible.
demo-taken = { $who } signs and takes { $what }.
demo-finished = { $who } is done with { $what }: { $result }. The resident is told, and it is closed.
demo-declined = { $who } declines { $what }: not his task. { $giver } stays responsible.
demo-recalled = Meanwhile { $who } recalls { $what }: neither can know what the other did.
demo-reopened = The resident is back with { $who }: “{ $words }”. What was closed is open again: { $what }.
demo-contested = Two people are responsible for { $what } now: { $names }. Nobody was relieved unawares.
demo-settled = { $who }, supervisor, takes { $what } from both: one person is responsible.
demo-coordinated = The wrong department was asked about { $what }. By R09.10 { $who } sends nobody around: she keeps it and writes a coordination sheet for engineering.
demo-refused = If she tries to pass on { $what }, her node refuses to sign: { $why }
demo-limits = ── Two more regulations, whose limits run ──
demo-adopted = The site adopts “{ $title }”. What was logged before is judged by R09 for ever.
demo-completed = { $who } is done with { $what }: { $result }.
demo-told-back = { $who } tells { $to } what became of { $what }: within an hour, says R01.9.
demo-registered = { $who } has told the resident, and completes the register of { $what }.
demo-satisfied = { $who } was there within a quarter of an hour (R10.3), told the resident, and asked: satisfied with { $what }.
demo-duties = What was owed about { $what }, by which clause and until when, as { $who } sees it:
demo-lift = the lift
demo-leak = the leak
demo-machine = the fitness machine
demo-lights = the car park lights

## Why nodes did not meet

net-name = { $place } cannot be found ({ $why })
net-no-answer = { $address } does not answer
net-no-key = the other end shows no device key and is no node of shouwen
net-barred = the device { $peer } is revoked
net-unexpected = another device ({ $peer }) answers there, not the one that was meant
net-here = this machine cannot dial: { $why }
net-fault = a fault of this program, please report it: { $why }
net-handshake = the handshake failed: { $why }
net-closed-here = the connection was ended here
net-silent = the other node did not answer in time
net-oversized = the other node sent a message over the limit of 1 MiB
net-cut-off = the connection broke off inside a message
net-ended = the connection ended
net-refused-here = this node refused the other one: { $why }
net-by-peer = the other node ended the session: { $why }
net-version = there is no protocol version in common (the other one speaks { $low } to { $high }); update the older one
net-peer-version = there is no protocol version in common; update the older one
net-organisation = the two nodes belong to different organisations; check the address
net-reflected = this node's own hello came back: something on the way returns messages
net-flooded = the other node sends faster than its messages can be stored
net-protocol = the other node broke the rules of the session ({ $what })
net-store = the store here cannot read or write; check the disk and restart
net-again = the session has to begin again: sync once more
net-scattered = the records here are scattered over too many pieces for one session; run shouwen rebuild
net-peer-silent = it heard nothing from here for too long
net-peer-code = it could not use what was sent from here (code { $code })
net-peer-store = its store cannot read or write
net-not-certified = the device is not enrolled; have its request approved with enrol
net-revoked = the device's certificate was revoked; ask a supervisor to enrol it again
net-wrong-key = the certificate names another key than the connection; enrol the device again
net-same-store = the same store answers at both ends: the disk was copied, or the node dialled itself; enrol the copy as a new device
net-busy = it has as many peers as it serves; try again later

## Certifying

cmd-staff-certify = Lets one more person sign on this device
said-certified = { $staff } ({ $role }) may sign on this device; with several people, say who you are with --as.
