package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"assay/locale"
	"assay/office/identity"
	"assay/office/marking"
	"assay/office/registry"
	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
)

// mineDoors are what a person sees and does about what is recorded of them. What
// is asked of an office is asked there under its own operation.
func (s *Site) mineDoors() []door {
	show, send := s.mineDoor(http.MethodGet, "show-mine"), s.mineDoor(http.MethodPost, "send-mine")
	return []door{
		show("/my", s.showMine),
		show("/my/results", s.showResults),
		show("/my/results/{id}/review", s.showAskingReview),
		send("/my/results/{id}/review", s.askReview),
		show("/my/results/{id}/object", s.showObjecting),
		send("/my/results/{id}/object", s.object),
		show("/my/certificates", s.showCertificates),
	}
}

// mineDoor makes doors of one operation.
func (s *Site) mineDoor(method string, op access.Op) func(string, ownFunc) door {
	return func(path string, do ownFunc) door { return door{op, method, path, s.own(op, do), true} }
}

// A mineView is a page of records of somebody's own.
type mineView struct {
	frame
	Notice  string
	Joined  bool
	Results []resultView
	Held    []heldView
}

// mineView begins a page whose title is mine.KEY.title.
func (s *Site) mineView(r *http.Request, h identity.Here, page, key string) mineView {
	f := s.frame(r, page).titled("mine." + key + ".title")
	f.own, f.Inside = true, true
	v := mineView{frame: f, Joined: h.Actor.Person != ""}
	if done := r.URL.Query().Get("done"); slices.Contains(notices, done) {
		v.Notice = word(f.Lang, "own.done."+done)
	}
	return v
}

// showMine leads to all that is kept of whoever asks.
func (s *Site) showMine(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v := s.mineView(r, h, "/my", "my")
	return s.show(w, http.StatusOK, "my.html", v.frame, v)
}

// A resultView is one result, what it means and what comes next.
type resultView struct {
	Occupation string
	Level      string
	Mark       mark
	Verdict    string
	Next       string
	Facts      []factView
	Parts      []factView
	Object     string // where to object, while that may be done
	Review     string // where to ask for a review, likewise
	Until      string // until when that may be done
	Objections []string
}

func (s *Site) showResults(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v := s.mineView(r, h, "/my/results", "results")
	all, err := s.Marking.Mine(r.Context(), h.Actor)
	if err != nil {
		return err
	}
	for _, m := range all {
		v.Results = append(v.Results, s.resultView(v.frame, m))
	}
	return s.show(w, http.StatusOK, "my-results.html", v.frame, v)
}

func (s *Site) resultView(f frame, m marking.Mine) resultView {
	state, mark := standingOf(m.Result, day.Of(s.Now()))
	if state == "disputed" && reviewed(m) {
		state = "reviewing"
	}
	v := resultView{
		Occupation: s.occupationOf(m.Batch), Level: locale.Level(f.Lang, m.Batch.Level), Mark: mark,
		Verdict: word(f.Lang, "mine.result."+state),
		Next:    word(f.Lang, "mine.result."+state+".next", "to", deadline(f.Lang, m.PublicTo)),
	}
	if state == "public" {
		v.Object = f.To("/my/results/" + string(m.ID) + "/object")
	}
	if !m.Until.IsZero() {
		v.Review, v.Until = f.To("/my/results/"+string(m.ID)+"/review"), word(f.Lang, "mine.review.until", "until", deadline(f.Lang, m.Until))
	}
	for _, score := range m.Scores {
		v.Parts = append(v.Parts, factView{Label: word(f.Lang, "mine.part."+string(score.Part)), Text: scoreText(f.Lang, score)})
	}
	v.Facts = []factView{
		{Label: word(f.Lang, "mine.fact.batch"), Text: m.Batch.Title, Chinese: true},
		{Label: word(f.Lang, "web.fact.body"), Text: m.Held.Name, Chinese: true},
	}
	if !m.PublicFrom.IsZero() {
		v.Facts = append(v.Facts, factView{Label: word(f.Lang, "mine.fact.public"), Text: locale.Date(f.Lang, m.PublicFrom) + " – " + locale.Date(f.Lang, m.PublicTo)})
	}
	for _, o := range m.Objections {
		v.Objections = append(v.Objections, objectionText(f.Lang, o))
	}
	return v
}

// standing is where a result stands to its owner, and how it looks.
func standingOf(r skill.Result, today day.Date) (string, mark) {
	switch {
	case r.Status == skill.ResultDisputed:
		return "disputed", unsure
	case !r.Passed:
		return "failed", bad
	case r.Status == skill.ResultPublicised && today.After(r.PublicTo):
		return "over", good
	case r.Status == skill.ResultPublicised:
		return "public", good
	}
	return string(r.Status), good
}

// scoreText is a part's mark, or what stands in its place.
func scoreText(lang locale.Lang, p skill.PartScore) string {
	out := word(lang, "mine.score."+string(p.Kind))
	if p.Kind == skill.SittingMarked {
		out = word(lang, "mine.score.marked", "mark", p.Mark.String())
	}
	if p.Attempt > 1 {
		out += word(lang, "mine.score.retake", "attempt", strconv.Itoa(p.Attempt))
	}
	return out
}

// occupationOf is the name of a batch's occupation, with the kind of work where
// there is one.
func (s *Site) occupationOf(p skill.Plan) string {
	name := s.occupation(p.Occupation)
	if p.Specialty != "" {
		name += "（" + p.Specialty + "）"
	}
	return name
}

// deadline is a last day with its weekday, which counts itself.
func deadline(lang locale.Lang, d day.Date) string {
	if d.IsZero() {
		return ""
	}
	return word(lang, "mine.deadline", "date", locale.Date(lang, d), "weekday", word(lang, "mine.weekday."+strconv.Itoa(int(d.Time().Weekday()))))
}

func (s *Site) objectSheet(r *http.Request, id string) sheet {
	sh := s.inside(r, "/my/results/"+id+"/object", "object", "text")
	sh.Back = sh.To("/my/results")
	return sh
}

// showObjecting asks what is wrong with a result that is the asker's own.
func (s *Site) showObjecting(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	id := r.PathValue("id")
	all, err := s.Marking.Mine(r.Context(), h.Actor)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(m marking.Mine) bool { return string(m.ID) == id }) {
		return skill.Fail(skill.NotFound, "page.missing")
	}
	return s.showSheet(w, http.StatusOK, s.objectSheet(r, id))
}

func (s *Site) object(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	form, _, err := s.asked(r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if _, err := s.Marking.Object(r.Context(), by(r, h), skill.ResultID(id), skill.Keep(skill.Clean(form.Get("text")))); err != nil {
		sh := s.objectSheet(r, id)
		sh.typed(form, "text")
		return s.refuse(w, sh, err)
	}
	return s.goTo(w, r, "/my/results?done=objected")
}

// A heldView is one certificate of the asker's.
type heldView struct {
	certificateView
	Page, File string // where its page and its signed file are
	Check      string // the address that others ask
}

func (s *Site) showCertificates(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	v := s.mineView(r, h, "/my/certificates", "certificates")
	all, err := s.Issuance.Mine(r.Context(), h.Actor)
	if err != nil {
		return err
	}
	for _, c := range all {
		v.Held = append(v.Held, s.heldView(v.frame, c))
	}
	return s.show(w, http.StatusOK, "my-certificates.html", v.frame, v)
}

func (s *Site) heldView(f frame, c skill.Certificate) heldView {
	found := registry.Found{
		Number: c.Number, Occupation: c.Occupation, OccupationName: c.OccupationName, Specialty: c.Specialty, Level: c.Level,
		Body: c.BodyName, Issued: c.Issued, Status: c.Status, Since: day.Of(c.StatusAt),
	}
	v := heldView{certificateView: certificateView{Mark: markOf(forceOf(found)), Verdict: verdict(f.Lang, found), Facts: facts(f.Lang, found), Specimen: c.Specimen}}
	v.File = "/api/v1/certificates/" + url.PathEscape(string(c.ID)) + "/statement.json"
	if c.InForce() {
		v.Page = "/api/v1/certificates/" + url.PathEscape(string(c.ID)) + "/certificate.pdf"
	}
	v.Check = s.Host + "/verify"
	return v
}
