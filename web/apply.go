package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/httpx"
	"assay/locale"
	"assay/office/admission"
	"assay/office/examination"
	"assay/office/identity"
	"assay/skill"
)

// applyDoors are how somebody applies for an exam: one page for each thing to do,
// and a list of what is still to be done.
func (s *Site) applyDoors() []door {
	show, send := s.mineDoor(http.MethodGet, "show-mine"), s.mineDoor(http.MethodPost, "send-mine")
	return []door{
		show("/my/applications", s.showApplications),
		show("/my/applications/new", s.showBeginning),
		send("/my/applications/new", s.beginApplication),
		show("/my/applications/{id}", s.showApplication),
		show("/my/applications/{id}/materials/{material}", s.showMaterial),
		send("/my/applications/{id}/materials/{material}", s.attachMaterial),
		send("/my/applications/{id}/materials/{material}/drop", s.dropMaterial),
		show("/my/applications/{id}/consent", s.showConsenting),
		send("/my/applications/{id}/consent", s.consentAnew),
		show("/my/applications/{id}/check", s.showCheck),
		send("/my/applications/{id}/check", s.submitApplication),
		show("/my/applications/{id}/ticket.pdf", s.giveTicket),
		show("/my/applications/{id}/withdraw", s.showWithdrawing),
		send("/my/applications/{id}/withdraw", s.withdrawApplication),
	}
}

// An applicationsView is the list of somebody's own applications.
type applicationsView struct {
	mineView
	Applications []applicationView
}

// An applicationView is one application: how it stands, what comes next, what is
// still to be done.
type applicationView struct {
	mineView
	ID         skill.ApplicationID
	Occupation string
	Level      string
	Mark       mark
	Status     string
	Next       string
	Page       string // of the application
	Facts      []factView
	Remedies   []string
	Asks       []factView // what is to be corrected
	Judged     *judgedView
	Steps      []stepView
	Open       bool // it is in its person's hands
	Ready      bool // nothing is missing
	Withdraw   bool
	Fees       []factView
	Sessions   []factView
	Ticket     string   // where it is
	Remarks    []string // on the photo
	Errors     []fieldError
}

// A stepView is one thing to be done for an application.
type stepView struct {
	ID             string // on the page; of a material its kind
	To, Text, Hint string
	Done           bool
	Wrong          string // what is to be corrected
}

func (s *Site) showApplications(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v := applicationsView{mineView: s.mineView(r, h, "/my/applications", "applications")}
	if v.Joined {
		all, err := s.Admission.Mine(r.Context(), h.Actor)
		if err != nil {
			return err
		}
		for _, a := range all {
			v.Applications = append(v.Applications, s.applicationView(v.mineView, a))
		}
	}
	return s.show(w, http.StatusOK, "applications.html", v.frame, v)
}

// applicationView is what a list shows of an application.
func (s *Site) applicationView(m mineView, a admission.Applied) applicationView {
	x, lang := a.Application, m.Lang
	v := applicationView{
		mineView: m, ID: x.ID, Occupation: s.occupationOf(a.Plan), Level: locale.Level(lang, a.Plan.Level), Page: "/my/applications/" + url.PathEscape(string(x.ID)),
		Status: word(lang, "apply.status."+string(x.Status)), Next: word(lang, "apply.next."+string(x.Status), "due", deadline(lang, x.Due), "office", s.officeOf(lang, a)),
		Mark: markOfApplication(x.Status), Open: x.Mine(), Withdraw: slices.Contains(x.Actions(), "withdraw") && a.Plan.Status == skill.PlanFiled,
	}
	if v.Open && x.Status == skill.ApplicationDraft {
		v.Facts = append(v.Facts, factView{Label: word(lang, "apply.fact.begun"), Text: instant(lang, x.StatusAt)})
	} else {
		v.Facts = append(v.Facts, factView{Label: word(lang, "apply.fact.since"), Text: instant(lang, x.StatusAt)})
	}
	v.Facts = append(v.Facts,
		factView{Label: word(lang, "mine.fact.batch"), Text: a.Plan.Title, Chinese: true},
		factView{Label: word(lang, "web.fact.body"), Text: a.Body.Name, Chinese: true})
	return v
}

// officeOf names the office that decided last; officers are not named.
func (s *Site) officeOf(lang locale.Lang, a admission.Applied) string {
	if a.Application.Office == skill.OfficeBody {
		return a.Body.Name
	}
	return word(lang, "apply.office."+string(a.Application.Office))
}

func markOfApplication(s skill.ApplicationStatus) mark {
	switch s {
	case skill.ApplicationAccepted:
		return good
	case skill.ApplicationRefused:
		return bad
	case skill.ApplicationReturned, skill.ApplicationDraft:
		return unsure
	}
	return neutral
}

func (s *Site) showApplication(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v, err := s.whole(r, h)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, "application.html", v.frame, v)
}

// whole is everything about the application of a page.
func (s *Site) whole(r *http.Request, h identity.Here) (v applicationView, err error) {
	id := skill.ApplicationID(r.PathValue("id"))
	m, err := s.Admission.MyApplication(r.Context(), h.Actor, id)
	if err != nil {
		return v, err
	}
	page := "/my/applications/" + url.PathEscape(string(id))
	v = s.applicationView(s.mineView(r, h, page, "application"), admission.Applied{Application: m.Application, Plan: m.Plan, Body: m.Body})
	if m.Application.Ground != "" && !v.Open {
		v.Facts = append(v.Facts, factView{Label: word(v.Lang, "apply.fact.ground"), Text: m.Application.Ground, Chinese: true})
	}
	for _, k := range m.Application.Asks {
		v.Asks = append(v.Asks, factView{Label: s.placeOf(v.Lang, k.At), Text: k.Words, Chinese: true})
	}
	for _, remedy := range m.Remedies {
		v.Remedies = append(v.Remedies, locale.Text(v.Lang, "remedy."+string(remedy.Kind), skill.Args{"until": deadline(v.Lang, remedy.Until)}))
	}
	if len(m.Verdict.Clauses) > 0 {
		j := judgedOf(v.Lang, m.Verdict, v.Occupation)
		v.Judged = &j
	}
	places, err := s.placesOf(r, h, m)
	if err != nil {
		return v, err
	}
	if m.Ticket {
		v.Ticket = v.To(page + "/ticket.pdf")
	}
	v.Remarks = remarks(v.Lang, m.Looked)
	v.Fees, v.Sessions = feeFacts(v.Lang, m.Fees), sessionFacts(v.Lang, m.Sessions, places)
	return v, s.steps(r, h, &v)
}

// placesOf are the seats of an application whose ticket was given out.
func (s *Site) placesOf(r *http.Request, h identity.Here, m admission.Whole) ([]examination.Placed, error) {
	if !m.Ticket {
		return nil, nil
	}
	c, err := s.Examination.Ticket(r.Context(), h.Actor, m.Application.ID)
	return c.Places, err
}

// steps are what an application in its person's hands still needs.
func (s *Site) steps(r *http.Request, h identity.Here, v *applicationView) error {
	if !v.Open {
		return nil
	}
	list, err := s.Admission.Checklist(r.Context(), h.Actor, v.ID)
	if err != nil {
		return err
	}
	kept, err := s.Admission.MyDossier(r.Context(), h.Actor)
	if err != nil {
		return err
	}
	v.Ready = kept.Version > 0
	v.Steps = []stepView{{ID: "dossier", To: v.To("/my/dossier?for=" + string(v.ID)), Text: word(v.Lang, "apply.step.dossier"), Hint: word(v.Lang, "apply.step.dossier.hint"), Done: v.Ready}}
	for _, m := range list.Items {
		if m.Side != skill.MaterialOfCandidate {
			continue
		}
		one := stepView{ID: string(m.Material), To: v.To(v.Page + "/materials/" + string(m.Material)), Text: began(locale.Said(v.Lang, m.Name)), Hint: began(locale.Said(v.Lang, m.Hint)), Done: m.There, Wrong: m.Words}
		if m.Optional || !m.Asked {
			one.Text = optional(v.Lang, one.Text)
		} else {
			v.Ready = v.Ready && m.There
		}
		v.Steps = append(v.Steps, one)
	}
	return nil
}

// optional says beside a thing that it may be left out; Chinese has no spaces.
func optional(lang locale.Lang, thing string) string {
	if lang == locale.En {
		thing += " "
	}
	return thing + word(lang, "own.optional")
}

// began begins a line with a capital where its script has them.
func began(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return text
	}
	return string(unicode.ToUpper(r)) + text[n:]
}

// placeOf names a place that somebody has to correct: a material or a fact.
func (s *Site) placeOf(lang locale.Lang, at string) string {
	for _, m := range s.Admission.Materials {
		if at == "materials."+string(m.Material) {
			return began(locale.Said(lang, m.Name))
		}
	}
	return word(lang, "apply.step.dossier")
}

func feeFacts(lang locale.Lang, fees []skill.Fee) (out []factView) {
	for _, f := range fees {
		out = append(out, factView{
			Label: word(lang, "apply.fee", "amount", f.Amount.String()),
			Text:  word(lang, "apply.fee."+string(f.Status), "receipt", f.Receipt),
		})
	}
	return out
}

// sessionFacts say when and where the parts are examined, and once there is a
// ticket in which room and on which seat.
func sessionFacts(lang locale.Lang, all []skill.Session, places []examination.Placed) (out []factView) {
	for _, x := range all {
		text := instant(lang, x.Starts)
		if x.Place != "" {
			text += " " + x.Place
		}
		out = append(out, factView{Label: word(lang, "mine.part."+string(x.Part)), Text: text})
		for _, p := range places {
			if p.Session.ID != x.ID {
				continue
			}
			seat := word(lang, "apply.seat.text", "room", p.Room.Name, "seat", strconv.Itoa(p.Seat.Number), "row", strconv.Itoa(p.Seat.Row), "col", strconv.Itoa(p.Seat.Col))
			out = append(out, factView{Label: word(lang, "apply.seat"), Text: seat})
		}
	}
	return out
}

// giveTicket is the ticket (准考证) as a file.
func (s *Site) giveTicket(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	c, err := s.Examination.Ticket(r.Context(), h.Actor, skill.ApplicationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	file, err := s.Ticket(r.Context(), c)
	if err != nil {
		return err
	}
	give(w, "ticket.pdf", file)
	return nil
}

func (s *Site) beginSheet(r *http.Request, h identity.Here, plan string) sheet {
	sh := s.inside(r, "/my/applications/new", "begin")
	sh.Back = sh.To("/my")
	sh.Hidden = append(sh.Hidden, [2]string{"plan", plan}, [2]string{"edition", s.Notice.Edition})
	if h.Actor.Person == "" {
		sh.Do = ""
		sh.Lead = word(sh.Lang, "mine.unjoined")
		sh.way("/account/join", "own.account.join")
		return sh
	}
	s.ticks(&sh)
	return sh
}

// ticks asks for the consents that applying needs.
func (s *Site) ticks(sh *sheet) {
	for _, p := range s.toConsent() {
		sh.Inputs = append(sh.Inputs, input{Name: consentField + p.Key, Label: word(sh.Lang, "apply.consent", "purpose", locale.Said(sh.Lang, p.Text)), Tick: true})
	}
	sh.way("/privacy", "apply.consent.read")
}

// consentField begins the names of the ticks by which somebody consents.
const consentField = "consent_"

// toConsent are the purposes without which nobody can apply, each to be consented
// to by itself before anything of it is taken in.
// Source: 个人信息保护法 art. 29.
func (s *Site) toConsent() (out []skill.NoticePurpose) {
	for _, p := range s.Notice.Purposes {
		if p.Consent && p.Stops {
			out = append(out, p)
		}
	}
	return out
}

// showBeginning says what comes, before anything is written.
func (s *Site) showBeginning(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	return s.showSheet(w, http.StatusOK, s.beginSheet(r, h, r.URL.Query().Get("plan")))
}

func (s *Site) beginApplication(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	form, _, err := s.asked(r)
	if err != nil {
		return err
	}
	err = s.consent(r, h, form)
	if err == nil {
		var a skill.Application
		if a, err = s.Admission.Draft(r.Context(), by(r, h), skill.PlanID(form.Get("plan"))); err == nil {
			return s.goTo(w, r, "/my/applications/"+url.PathEscape(string(a.ID)))
		}
	}
	sh := s.beginSheet(r, h, form.Get("plan"))
	for i := range sh.Inputs {
		sh.Inputs[i].Value = form.Get(sh.Inputs[i].Name)
	}
	return s.refuse(w, sh, err)
}

// consent records what was ticked, to the notice of the edition that was shown.
// What is not ticked is named, and nothing is recorded.
func (s *Site) consent(r *http.Request, h identity.Here, form url.Values) error {
	fault := skill.Fail(skill.Invalid, "consent.unticked")
	for _, p := range s.toConsent() {
		if form.Get(consentField+p.Key) == "" {
			fault.Fields = append(fault.Fields, skill.FieldError{Path: consentField + p.Key, Reason: "consent.unticked"})
		}
	}
	if len(fault.Fields) > 0 {
		return fault
	}
	for _, p := range s.toConsent() {
		if _, err := s.Privacy.Consent(r.Context(), by(r, h), p.Key, form.Get("edition")); err != nil {
			return err
		}
	}
	return nil
}

// A materialView is one material, with what there is of it and where to add to it.
type materialView struct {
	mineView
	Back     string
	Name     string
	Hint     string
	Wrong    string
	Photo    bool
	There    bool
	Evidence []evidenceView
	Remarks  []string // on the photo
	Consent  string   // where to consent first
	Action   string
	Errors   []fieldError
}

// An evidenceView is one file.
type evidenceView struct{ Text, Drop, Page string }

func (s *Site) showMaterial(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v, err := s.materialView(r, h)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, "material.html", v.frame, v)
}

func (s *Site) materialView(r *http.Request, h identity.Here) (v materialView, err error) {
	id, kind := r.PathValue("id"), skill.Material(r.PathValue("material"))
	row, ok := s.Admission.Materials.Find(kind)
	if !ok || row.Side != skill.MaterialOfCandidate {
		return v, skill.Fail(skill.NotFound, "page.missing")
	}
	list, err := s.Admission.Checklist(r.Context(), h.Actor, skill.ApplicationID(id))
	if err != nil {
		return v, err
	}
	page := "/my/applications/" + url.PathEscape(id)
	v = materialView{mineView: s.mineView(r, h, page+"/materials/"+url.PathEscape(string(kind)), "material"), Photo: kind == skill.MaterialPhoto}
	v.Title, v.Back = began(locale.Said(v.Lang, row.Name)), v.To(page)
	v.Name, v.Hint, v.Action = v.Title, began(locale.Said(v.Lang, row.Hint)), v.To(v.Path)
	for _, m := range list.Items {
		if m.Material != kind {
			continue
		}
		v.There, v.Wrong, v.Remarks = m.There, m.Words, remarks(v.Lang, m.Looked)
		for i, e := range m.Evidence {
			if !e.Dropped {
				v.Evidence = append(v.Evidence, evidenceView{word(v.Lang, "apply.file", "n", strconv.Itoa(i+1)), string(e.ID), "/api/v1/materials/" + url.PathEscape(string(e.ID))})
			}
		}
	}
	return v, nil
}

// mostUpload is how many bytes one picture or document may have.
const mostUpload = 12 << 20

// upload reads the file of a form: its content alone, since a name may lie and a
// path may lead anywhere.
func upload(r *http.Request) ([]byte, error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return nil, skill.Fail(skill.Invalid, "request.media_type")
	}
	r.Body = http.MaxBytesReader(nil, r.Body, mostUpload+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, skill.Fail(skill.Invalid, "request.form")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, skill.FailField("file", "upload.none")
		}
		if err != nil {
			return nil, uploadFault(err)
		}
		if part.FormName() != "file" {
			continue
		}
		content, err := io.ReadAll(io.LimitReader(part, mostUpload+1))
		switch {
		case err != nil:
			return nil, uploadFault(err)
		case len(content) > mostUpload:
			return nil, skill.FailField("file", "upload.too_large", "megabytes", strconv.Itoa(mostUpload>>20))
		case len(content) == 0:
			return nil, skill.FailField("file", "upload.none")
		}
		return content, nil
	}
}

func uploadFault(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return skill.FailField("file", "upload.too_large", "megabytes", strconv.Itoa(mostUpload>>20))
	}
	return skill.Fail(skill.Invalid, "request.form")
}

func (s *Site) attachMaterial(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	content, err := upload(r)
	if err == nil {
		_, err = s.Admission.Attach(r.Context(), by(r, h), skill.ApplicationID(r.PathValue("id")), skill.Material(r.PathValue("material")), content)
	}
	if err == nil {
		return s.goTo(w, r, "/my/applications/"+url.PathEscape(r.PathValue("id"))+"?done=attached")
	}
	return s.refuseUpload(w, r, h, err)
}

// refuseUpload shows the page of a material again with what is wrong with the
// file.
func (s *Site) refuseUpload(w http.ResponseWriter, r *http.Request, h identity.Here, fault error) error {
	if code := skill.CodeOf(fault); code == skill.Internal || code == skill.NotFound {
		return fault
	}
	v, err := s.materialView(r, h)
	if err != nil {
		return err
	}
	v.Wrong, v.Remarks, v.frame.Wrong = "", nil, true
	if skill.ReasonOf(fault) == "photo.consent_first" {
		v.Consent = v.To("/my/applications/" + url.PathEscape(r.PathValue("id")) + "/consent")
	}
	v.Errors = []fieldError{{"file", locale.Error(v.Lang, fault)}}
	if all := fieldErrors(v.Lang, fault); len(all) > 0 {
		v.Errors = []fieldError{{"file", all[0].Text}}
	}
	return s.show(w, httpx.Status(fault), "material.html", v.frame, v)
}

func (s *Site) dropMaterial(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	form, _, err := s.asked(r)
	if err != nil {
		return err
	}
	if _, err := s.Admission.Drop(r.Context(), by(r, h), skill.EvidenceID(form.Get("evidence"))); err != nil {
		return err
	}
	return s.goTo(w, r, "/my/applications/"+url.PathEscape(r.PathValue("id"))+"/materials/"+url.PathEscape(r.PathValue("material")))
}

// showCheck shows all answers before they are handed in, and what happens next.
func (s *Site) showCheck(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v, err := s.whole(r, h)
	if err != nil {
		return err
	}
	if !v.Open {
		return s.goTo(w, r, v.Page)
	}
	v.frame = v.titled("mine.check_answers.title")
	v.Path = v.Page + "/check"
	kept, err := s.Admission.MyDossier(r.Context(), h.Actor)
	if err != nil {
		return err
	}
	v.Facts = append(v.Facts, dossierFacts(v.Lang, kept, s.occupation)...)
	return s.show(w, http.StatusOK, "check.html", v.frame, v)
}

// submitApplication hands it in. Who sends the form twice has handed it in once.
func (s *Site) submitApplication(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	if _, _, err := s.asked(r); err != nil {
		return err
	}
	id := skill.ApplicationID(r.PathValue("id"))
	_, fault := s.Admission.Submit(r.Context(), by(r, h), id)
	if fault == nil {
		return s.goTo(w, r, "/my/applications/"+url.PathEscape(string(id))+"?done=submitted")
	}
	if code := skill.CodeOf(fault); code == skill.Internal || code == skill.NotFound {
		return fault
	}
	v, err := s.whole(r, h)
	if err != nil {
		return err
	}
	for _, e := range fieldErrors(v.Lang, fault) {
		material, _ := strings.CutPrefix(e.Field, "materials.")
		if !slices.ContainsFunc(v.Steps, func(s stepView) bool { return s.ID == material }) {
			material = ""
		}
		v.Errors = append(v.Errors, fieldError{Field: material, Text: e.Text})
	}
	if len(v.Errors) == 0 {
		v.Errors = []fieldError{{Text: locale.Error(v.Lang, fault)}}
	}
	v.frame.Wrong = true
	return s.show(w, httpx.Status(fault), "application.html", v.frame, v)
}

func (s *Site) withdrawSheet(r *http.Request) sheet {
	page := "/my/applications/" + url.PathEscape(r.PathValue("id"))
	sh := s.inside(r, page+"/withdraw", "withdraw")
	sh.Back, sh.Grave = sh.To(page), true
	return sh
}

func (s *Site) showWithdrawing(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	if _, err := s.Admission.MyApplication(r.Context(), h.Actor, skill.ApplicationID(r.PathValue("id"))); err != nil {
		return err
	}
	return s.showSheet(w, http.StatusOK, s.withdrawSheet(r))
}

func (s *Site) withdrawApplication(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	if _, _, err := s.asked(r); err != nil {
		return err
	}
	id := skill.ApplicationID(r.PathValue("id"))
	if _, err := s.Admission.Withdraw(r.Context(), by(r, h), id, ""); err != nil {
		return s.refuse(w, s.withdrawSheet(r), err)
	}
	return s.goTo(w, r, "/my/applications?done=withdrawn")
}
