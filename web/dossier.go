package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/internal/httpx"
	"assay/locale"
	"assay/office/admission"
	"assay/office/identity"
	"assay/skill"
	"assay/skill/day"
)

// dossierDoors are where somebody keeps what conditions ask for (个人档案), one
// subject a page, and sees which levels are open.
func (s *Site) dossierDoors() []door {
	show, send := s.mineDoor(http.MethodGet, "show-mine"), s.mineDoor(http.MethodPost, "send-mine")
	return []door{
		show("/my/dossier", s.showDossier),
		show("/my/dossier/{subject}", s.showSubject),
		send("/my/dossier/{subject}", s.addFact),
		send("/my/dossier/{subject}/drop", s.dropFact),
		send("/my/dossier/{subject}/none", s.stateNone),
		show("/my/path", s.showPath),
	}
}

// A subject is one subject of a dossier: what is asked for an entry of it, how one
// is read, and which there are.
type subject struct {
	key    string
	fields []string
	single bool // there is one at most: a new entry takes the place of the old
	add    func(*skill.Dossier, *answers)
	list   func(*skill.Dossier, telling) []string
	drop   func(*skill.Dossier, int)
}

// subjects are all of them, in the order in which they are asked.
func subjects() []subject { return slices.Concat(worked(), learned()) }

// worked are the subjects about work, and the certificates held.
func worked() []subject {
	return []subject{
		{key: "status", fields: []string{"work_status"}, single: true,
			add: func(d *skill.Dossier, a *answers) { d.Status = skill.WorkStatus(a.one("work_status")) },
			list: func(d *skill.Dossier, t telling) []string {
				return t.some(d.Status != "", t.choice("work_status", string(d.Status)))
			},
			drop: func(d *skill.Dossier, _ int) { d.Status = "" }},
		{key: "employment", fields: []string{"from", "to_day", "occupation", "relation", "employer"},
			add: func(d *skill.Dossier, a *answers) {
				code, related := a.occupation()
				d.Employment = append(d.Employment, skill.Employment{Period: day.Period{From: a.date("from"), To: a.date("to_day")}, Occupation: code, Related: related, Employer: a.text("employer")})
			},
			list: func(d *skill.Dossier, t telling) (out []string) {
				for _, e := range d.Employment {
					out = append(out, t.line("employment", "from", t.date(e.From), "to", t.until(e.To), "occupation", t.occupation(e.Occupation), "employer", e.Employer))
				}
				return out
			},
			drop: func(d *skill.Dossier, i int) { d.Employment = slices.Delete(d.Employment, i, i+1) }},
		{key: "certificates", fields: []string{"certificate_kind", "occupation", "relation", "level", "issued", "number"},
			add: func(d *skill.Dossier, a *answers) {
				code, related := a.occupation()
				d.Certificates = append(d.Certificates, skill.HeldCertificate{
					Kind: skill.CertificateKind(a.one("certificate_kind")), Occupation: code, Related: related, Level: a.level("level"), Issued: a.date("issued"), Number: a.text("number"),
				})
			},
			list: func(d *skill.Dossier, t telling) (out []string) {
				for _, c := range d.Certificates {
					out = append(out, t.line("certificates", "kind", t.choice("certificate_kind", string(c.Kind)), "occupation", t.occupation(c.Occupation), "level", t.level(c.Level), "issued", t.date(c.Issued)))
				}
				return out
			},
			drop: func(d *skill.Dossier, i int) { d.Certificates = slices.Delete(d.Certificates, i, i+1) }},
	}
}

// learned are those about school and courses.
func learned() []subject {
	return []subject{
		{key: "education", fields: []string{"school", "major", "programme", "graduated", "final_year"},
			add: func(d *skill.Dossier, a *answers) {
				d.Education = append(d.Education, skill.Education{
					School: skill.School(a.one("school")), Major: skill.Major(a.one("major")), Programme: skill.Programme(a.one("programme")),
					Graduated: a.date("graduated"), FinalYear: a.one("final_year") == "yes",
				})
				d.Unknown &^= skill.SubjectMajor
			},
			list: func(d *skill.Dossier, t telling) (out []string) {
				for _, e := range d.Education {
					out = append(out, t.line("education", "school", t.choice("school", string(e.School)), "major", t.choice("major", string(e.Major)), "graduated", t.graduated(e)))
				}
				return out
			},
			drop: func(d *skill.Dossier, i int) { d.Education = slices.Delete(d.Education, i, i+1) }},
		{key: "training", fields: []string{"occupation", "relation", "level", "hours", "months", "standard_hours", "completed"},
			add: func(d *skill.Dossier, a *answers) {
				code, related := a.occupation()
				d.Training = append(d.Training, skill.Training{
					Occupation: code, Related: related, Level: a.level("level"), Hours: a.number("hours"), Months: a.number("months"),
					StandardHours: a.one("standard_hours") == "yes", Completed: a.date("completed"),
				})
			},
			list: func(d *skill.Dossier, t telling) (out []string) {
				for _, x := range d.Training {
					out = append(out, t.line("training", "occupation", t.occupation(x.Occupation), "level", t.level(x.Level), "completed", t.date(x.Completed), "hours", strconv.Itoa(x.Hours)))
				}
				return out
			},
			drop: func(d *skill.Dossier, i int) { d.Training = slices.Delete(d.Training, i, i+1) }},
		{key: "titles", fields: []string{"grade", "corresponds", "awarded"},
			add: func(d *skill.Dossier, a *answers) {
				d.Titles = append(d.Titles, skill.Title{Grade: skill.Grade(a.one("grade")), Corresponds: a.one("corresponds") == "yes", Awarded: a.date("awarded")})
			},
			list: func(d *skill.Dossier, t telling) (out []string) {
				for _, x := range d.Titles {
					out = append(out, t.line("titles", "grade", t.choice("grade", string(x.Grade)), "awarded", t.date(x.Awarded)))
				}
				return out
			},
			drop: func(d *skill.Dossier, i int) { d.Titles = slices.Delete(d.Titles, i, i+1) }},
		{key: "apprenticeship", fields: []string{"completed"}, single: true,
			add: func(d *skill.Dossier, a *answers) { d.Apprenticeship = a.date("completed") },
			list: func(d *skill.Dossier, t telling) []string {
				return t.some(!d.Apprenticeship.IsZero(), t.line("apprenticeship", "completed", t.date(d.Apprenticeship)))
			},
			drop: func(d *skill.Dossier, _ int) { d.Apprenticeship = day.Date{} }},
	}
}

// choices are the values of the fields that are chosen among. Their words are
// dossier.FIELD.VALUE.
var choices = map[string][]string{
	"work_status":      {"employed", "apprentice", "student", "unemployed"},
	"relation":         {"same", "related"},
	"certificate_kind": {"skill-level", "qualification"},
	"level":            {"5", "4", "3", "2", "1"},
	"school": {"junior-high", "senior-high", "secondary-vocational", "technical-school", "senior-technical-school", "technician-college",
		"higher-vocational", "junior-college", "bachelor", "master"},
	"major":          {"same", "related", "other"},
	"programme":      {"", "intermediate", "senior", "reserve-technician", "technician"},
	"final_year":     {"no", "yes"},
	"standard_hours": {"no", "yes"},
	"grade":          {"junior", "intermediate", "senior"},
	"corresponds":    {"yes", "no"},
}

// An answers is a form about one entry, with what is wrong with it.
type answers struct {
	form   url.Values
	find   func(text string) (skill.OccupationCode, bool)
	errors []skill.FieldError
}

func (a *answers) refuse(fault *skill.Error) { a.errors = append(a.errors, fault.Fields...) }

func (a *answers) one(name string) string {
	value := a.form.Get(name)
	if !slices.Contains(choices[name], value) {
		a.refuse(skill.FailField(name, "field.choice"))
	}
	return value
}

func (a *answers) text(name string) string { return skill.Clean(a.form.Get(name)) }

func (a *answers) date(name string) day.Date {
	text := strings.TrimSpace(a.form.Get(name))
	if text == "" {
		return day.Date{}
	}
	d, err := day.Parse(text)
	if err != nil {
		a.refuse(skill.FailField(name, "date.shape"))
	}
	return d
}

func (a *answers) number(name string) int {
	text := strings.TrimSpace(a.form.Get(name))
	n, err := strconv.Atoi(text)
	if text != "" && (err != nil || n < 0 || n > 100_000) {
		a.refuse(skill.FailField(name, "field.number"))
	}
	return n
}

func (a *answers) level(name string) skill.Level {
	l, err := skill.ParseLevel(a.form.Get(name))
	if err != nil {
		a.refuse(skill.FailField(name, "field.required"))
	}
	return l
}

// occupation is that of an entry, and whether it is one related to what the person
// means to apply for.
func (a *answers) occupation() (skill.OccupationCode, bool) {
	code, ok := a.find(a.text("occupation"))
	if !ok {
		a.refuse(skill.FailField("occupation", "occupation.not_found"))
	}
	return code, a.one("relation") == "related"
}

// A telling says facts in words.
type telling struct {
	lang locale.Lang
	name func(skill.OccupationCode) string
}

func (t telling) line(key string, kv ...string) string {
	return strings.TrimRight(word(t.lang, "dossier.line."+key, kv...), " ,，·")
}

func (t telling) date(d day.Date) string {
	if d.IsZero() {
		return word(t.lang, "dossier.no_date")
	}
	return locale.Date(t.lang, d)
}

func (t telling) until(d day.Date) string {
	if d.IsZero() {
		return word(t.lang, "dossier.now")
	}
	return locale.Date(t.lang, d)
}

func (t telling) graduated(e skill.Education) string {
	if e.FinalYear {
		return word(t.lang, "dossier.final_year")
	}
	return t.date(e.Graduated)
}

func (t telling) level(l skill.Level) string { return locale.Level(t.lang, l) }

func (t telling) occupation(code skill.OccupationCode) string { return t.name(code) }

func (t telling) choice(field, value string) string {
	if value == "" {
		return word(t.lang, "dossier.unsaid")
	}
	return word(t.lang, "dossier."+field+"."+value)
}

func (t telling) some(there bool, text string) []string {
	if !there {
		return nil
	}
	return []string{text}
}

// dossierFacts are all facts of a dossier, subject by subject.
func dossierFacts(lang locale.Lang, k admission.Kept, name func(skill.OccupationCode) string) (out []factView) {
	t := telling{lang, name}
	for _, s := range subjects() {
		text := strings.Join(s.list(&k.Facts, t), "；")
		if text == "" {
			text = word(lang, "dossier.none")
			if unstated(k.Facts, s.key) {
				text = word(lang, "dossier.unstated")
			}
		}
		out = append(out, factView{Label: word(lang, "dossier.subject."+s.key), Text: text})
	}
	return out
}

// A dossierView is the whole dossier, or one subject of it.
type dossierView struct {
	mineView
	Back     string
	Subjects []subjectView
	One      subjectView
	Sheet    sheet
	For      string // the application that it is filled in for
	Known    []string
}

// A subjectView is one subject.
type subjectView struct {
	Key, Text, To string
	Lines         []string
	Unstated      bool
}

// DropTo and NoneTo are where an entry is taken back, and where it is said that
// there is none.
func (v dossierView) DropTo() string { return v.To(forWhat("/my/dossier/"+v.One.Key+"/drop", v.For)) }

// NoneTo is described at DropTo.
func (v dossierView) NoneTo() string { return v.To(forWhat("/my/dossier/"+v.One.Key+"/none", v.For)) }

func (s *Site) showDossier(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v := dossierView{mineView: s.mineView(r, h, "/my/dossier", "dossier"), For: forApplication(r)}
	v.Back = v.To("/my")
	if v.For != "" {
		v.Back = v.To("/my/applications/" + url.PathEscape(v.For))
	}
	if v.Joined {
		k, err := s.Admission.MyDossier(r.Context(), h.Actor)
		if err != nil {
			return err
		}
		t := telling{v.Lang, s.occupation}
		for _, one := range subjects() {
			v.Subjects = append(v.Subjects, s.subjectView(v.frame, v.For, one, &k.Facts))
		}
		for _, c := range k.Known {
			v.Known = append(v.Known, t.line("certificates", "kind", t.choice("certificate_kind", string(c.Kind)), "occupation", t.occupation(c.Occupation), "level", t.level(c.Level), "issued", t.date(c.Issued)))
		}
	}
	return s.show(w, http.StatusOK, "dossier.html", v.frame, v)
}

func forApplication(r *http.Request) string {
	id := r.URL.Query().Get("for")
	if len(id) > 64 {
		return ""
	}
	return id
}

func (s *Site) subjectView(f frame, of string, one subject, d *skill.Dossier) subjectView {
	lines := one.list(d, telling{f.Lang, s.occupation})
	return subjectView{
		Key: one.key, Text: word(f.Lang, "dossier.subject."+one.key), To: f.To(forWhat("/my/dossier/"+one.key, of)), Lines: lines,
		Unstated: len(lines) == 0 && unstated(*d, one.key),
	}
}

// unstated tells whether nobody said anything of a subject.
func unstated(d skill.Dossier, key string) bool {
	s, err := skill.ParseSubject(key)
	return err == nil && d.Unknown.Has(s)
}

// forWhat keeps in an address which application a dossier is filled in for.
func forWhat(page, of string) string {
	if of == "" {
		return page
	}
	return withQuery(page, "for="+url.QueryEscape(of))
}

func subjectOf(r *http.Request) (subject, error) {
	all := subjects()
	i := slices.IndexFunc(all, func(s subject) bool { return s.key == r.PathValue("subject") })
	if i < 0 {
		return subject{}, skill.Fail(skill.NotFound, "page.missing")
	}
	return all[i], nil
}

func (s *Site) showSubject(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	one, err := subjectOf(r)
	if err != nil {
		return err
	}
	return s.subjectPage(w, r, h, asking{one, nil, nil})
}

// An asking is the page of one subject, with what was typed and what is wrong with
// it.
type asking struct {
	subject
	form  url.Values
	fault error
}

func (s *Site) subjectPage(w http.ResponseWriter, r *http.Request, h identity.Here, a asking) error {
	k, err := s.Admission.MyDossier(r.Context(), h.Actor)
	if err != nil {
		return err
	}
	of := forApplication(r)
	v := dossierView{mineView: s.mineView(r, h, "/my/dossier/"+a.key, "dossier"), For: of}
	v.Title, v.Back = word(v.Lang, "dossier.subject."+a.key), v.To(forWhat("/my/dossier", of))
	v.One = s.subjectView(v.frame, of, a.subject, &k.Facts)
	v.Sheet = sheet{frame: v.frame, Action: v.One.To, Do: word(v.Lang, "dossier.add"), Lead: word(v.Lang, "dossier.subject."+a.key+".lead")}
	v.Sheet.Hidden = [][2]string{{"version", strconv.FormatInt(k.Version, 10)}}
	for _, name := range a.fields {
		in := field(v.Lang, name)
		for _, c := range choices[name] {
			in.Choices = append(in.Choices, kindView{c, word(v.Lang, "dossier."+name+"."+c)})
		}
		in.Value = a.form.Get(name)
		v.Sheet.Inputs = append(v.Sheet.Inputs, in)
	}
	status := http.StatusOK
	if a.fault != nil {
		status = s.mendSubject(&v, a)
		v.frame.Wrong = true
	}
	return s.show(w, status, "subject.html", v.frame, v)
}

// mendSubject puts what is wrong beside its fields and in a summary.
func (s *Site) mendSubject(v *dossierView, a asking) int {
	for _, f := range fieldErrors(v.Lang, a.fault) {
		f.Field = f.Field[strings.LastIndexByte(f.Field, '.')+1:]
		if name, ok := factFields[f.Field]; ok {
			f.Field = name
		}
		v.Sheet.wrong(f)
	}
	if len(v.Sheet.Errors) == 0 {
		v.Sheet.wrong(fieldError{Text: locale.Error(v.Lang, a.fault)})
	}
	return httpx.Status(a.fault)
}

// factFields are places in a dossier that a form calls otherwise.
var factFields = map[string]string{"to": "to_day", "apprenticeship": "completed", "status": "work_status"}

// addFact adds what a form says to its subject. What was there is kept; who
// changed it elsewhere meanwhile is told so.
func (s *Site) addFact(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	return s.changeFacts(w, r, h, func(one subject, d *skill.Dossier, form url.Values) error {
		a := &answers{form: form, find: s.codeOf}
		one.add(d, a)
		if len(a.errors) == 0 {
			return nil
		}
		fault := skill.Fail(skill.Invalid, "dossier.faulty")
		fault.Fields = a.errors
		return fault
	})
}

// codeOf finds an occupation by what somebody wrote.
func (s *Site) codeOf(text string) (skill.OccupationCode, bool) {
	if text == "" {
		return "", false
	}
	o, _, err := s.Admission.Occupation(text, day.Of(s.Now()))
	return o.Code, err == nil
}

// dropFact takes one entry back.
func (s *Site) dropFact(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	return s.changeFacts(w, r, h, func(one subject, d *skill.Dossier, form url.Values) error {
		i, err := strconv.Atoi(form.Get("entry"))
		if err != nil || i < 0 || i >= len(one.list(d, telling{locale.Zh, s.occupation})) {
			return skill.Fail(skill.Conflict, "row.changed", "table", "dossier")
		}
		one.drop(d, i)
		return nil
	})
}

// stateNone says that there is nothing of a subject.
func (s *Site) stateNone(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	return s.changeFacts(w, r, h, func(subject, *skill.Dossier, url.Values) error { return nil })
}

// changeFacts changes one subject of the actor's dossier, of which something was
// said by that.
func (s *Site) changeFacts(w http.ResponseWriter, r *http.Request, h identity.Here, change func(subject, *skill.Dossier, url.Values) error) error {
	form, _, err := s.asked(r)
	if err != nil {
		return err
	}
	one, err := subjectOf(r)
	if err != nil {
		return err
	}
	k, err := s.Admission.MyDossier(r.Context(), h.Actor)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return skill.Fail(skill.Invalid, "request.form")
	}
	facts := k.Facts
	if said, err := skill.ParseSubject(one.key); err == nil {
		facts.Unknown &^= said
	}
	fault := change(one, &facts, form)
	if fault == nil {
		_, fault = s.Admission.KeepDossier(r.Context(), by(r, h), version, facts)
	}
	if fault != nil {
		if code := skill.CodeOf(fault); code == skill.Internal || code == skill.NotFound {
			return fault
		}
		return s.subjectPage(w, r, h, asking{one, form, fault})
	}
	return s.goTo(w, r, forWhat("/my/dossier?done=kept", forApplication(r)))
}

// A pathView says how somebody stands to each level of an occupation.
type pathView struct {
	mineView
	Sheet  sheet
	Asked  string
	Next   string
	Set    string // id of the condition set, where it is not the usual one
	By     string // by which conditions
	Levels []levelView
}

// A levelView is one level.
type levelView struct {
	Level  string
	Judged judgedView
}

// showPath says which levels of an occupation are open to whoever asks, when the
// next one opens, and what would help (我的路径).
func (s *Site) showPath(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v := pathView{mineView: s.mineView(r, h, "/my/path", "path")}
	set, err := conditionsFor(r.URL.Query().Get("set"))
	if err != nil {
		return err
	}
	v.Set, v.By = unusual(set.ID), madeBy(v.Lang, set)
	v.Asked = skill.Clean(r.URL.Query().Get("occupation"))
	v.Sheet = sheet{frame: v.frame, Action: v.To("/my/path"), Do: word(v.Lang, "mine.path.do")}
	in := field(v.Lang, "occupation")
	in.Value = v.Asked
	v.Sheet.Inputs = []input{in}
	if v.Asked == "" || !v.Joined {
		return s.show(w, http.StatusOK, "path.html", v.frame, v)
	}
	p, err := s.Admission.MyPath(r.Context(), h.Actor, v.Asked, set.ID)
	if err != nil {
		if skill.CodeOf(err) != skill.Invalid {
			return err
		}
		v.Sheet.wrong(fieldError{"occupation", locale.Text(v.Lang, "occupation.not_found", nil)})
		return s.show(w, httpx.Status(err), "path.html", v.frame, v)
	}
	for _, one := range p.Levels {
		v.Levels = append(v.Levels, levelView{locale.Level(v.Lang, one.Level), judgedOf(v.Lang, one, p.Occupation.Name)})
	}
	if next, ok := p.Next(); ok {
		v.Next = word(v.Lang, "mine.path.next", "level", locale.Level(v.Lang, next.Level), "date", locale.Date(v.Lang, next.Earliest))
	}
	return s.show(w, http.StatusOK, "path.html", v.frame, v)
}
