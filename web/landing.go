package web

import (
	"net/http"

	"assay/locale"
	"assay/office/registry"
)

// A landingView is the page of a scanned code: four separate answers, and the
// question for the name.
type landingView struct {
	frame
	Heading   string
	Lead      string
	Mark      mark
	Findings  []findingView
	Facts     []factView
	Specimen  bool
	AskFirst  bool // the name is the next thing to ask
	AskLast   bool // something else speaks against the paper first
	NameError string
	Action    string // where the name goes: this very address; empty where no name is asked
	Asked     string
	Reference string
	Contact   string
	Elsewhere string
}

// landing answers a scanned code, and the name when it is sent to the same
// address. The address is the certificate: it is in no log, and as the pages
// carry Referrer-Policy no-referrer no other site learns it.
func (s *Site) landing(w http.ResponseWriter, r *http.Request) error {
	scan := registry.Scan{Tail: r.PathValue("tail")}
	f := s.frame(r, "/Q/"+scan.Tail)
	if r.Method == http.MethodPost {
		form, err := readForm(r)
		if err != nil {
			return err
		}
		scan.Name = form.Get("name")
		token := form.Get("question")
		if k, ok := s.recall(form.Get("kept"), token); ok {
			scan.Name = k.Name
		}
		if scan.Name == "" {
			return s.nameless(w, r, f, scan)
		}
		scan.Asker = s.asker(r, token, form.Get("answer"))
	}
	return s.land(w, r, f, scan)
}

// nameless shows the page again beside the error: the name was left empty.
func (s *Site) nameless(w http.ResponseWriter, r *http.Request, f frame, scan registry.Scan) error {
	l, err := s.Desk.Land(r.Context(), scan)
	s.logFault(r, err)
	f.Wrong = true
	v := s.landingView(f, l)
	v.NameError = word(f.Lang, "verify.name.empty")
	return s.show(w, http.StatusBadRequest, "landing.html", f, v)
}

func (s *Site) land(w http.ResponseWriter, r *http.Request, f frame, scan registry.Scan) error {
	l, err := s.Desk.Land(r.Context(), scan)
	if fields := fieldErrors(f.Lang, err); len(fields) > 0 {
		scan.Name = ""
		if l, err = s.Desk.Land(r.Context(), scan); err == nil {
			f.Wrong = true
			v := s.landingView(f, l)
			v.NameError = fields[0].Text
			return s.show(w, http.StatusBadRequest, "landing.html", f, v)
		}
	}
	s.logFault(r, err)
	if l.Question != nil {
		sealed, err := s.keep(kept{Name: scan.Name}, l.Question.Token)
		if err != nil {
			return err
		}
		f = f.titled("web.question.title")
		f.Wrong = l.Question.Again
		return s.show(w, http.StatusTooManyRequests, "question.html", f, puzzleView{
			frame: f, Action: f.To(f.Path), Question: sentence(f.Lang, l.Question), Again: l.Question.Again,
			Token: l.Question.Token, Kept: sealed,
		})
	}
	return s.show(w, landingStatus(l), "landing.html", f, s.landingView(f, l))
}

// landingStatus tells machines that look at pages: a code that nobody can read is
// a page that is not there, records out of reach are a matter of time.
func landingStatus(l registry.Landing) int {
	switch {
	case l.Reason == "landing.unreadable":
		return http.StatusNotFound
	case l.Reason == "landing.no_records":
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

func (s *Site) landingView(f frame, l registry.Landing) landingView {
	v := landingView{
		frame: f, Asked: instant(f.Lang, l.Asked), Reference: l.Reference,
		Contact: s.Contact, Elsewhere: s.Elsewhere,
	}
	if l.Genuine == registry.Yes && l.Person != registry.Yes {
		v.AskLast = l.Force == registry.No
		v.AskFirst, v.Action = !v.AskLast, f.To(f.Path)
	}
	v.Mark, v.Heading, v.Lead = landingVerdict(f, l)
	v.Title = v.Heading
	if l.Reason == "landing.unreadable" {
		v.Path = "/" // what is no code may be anything: it is not repeated
	}
	genuine := "web.genuine.signed"
	if l.Genuine != registry.Yes {
		genuine = l.Reason
	}
	c := registry.Found{InScope: l.Scope}
	if l.Certificate != nil {
		c = *l.Certificate
		v.Facts, v.Specimen = facts(f.Lang, c), c.Specimen
	}
	v.Findings = []findingView{
		finding(f.Lang, "genuine", l.Genuine, genuine),
		withReason(scopeView(f, c), f, l),
		withReason(forceView(f.Lang, l.Force, c), f, l),
		finding(f.Lang, "person", l.Person, "web.person.line."+string(l.Person)),
	}
	return v
}

// withReason says why our records are silent where they are.
func withReason(v findingView, f frame, l registry.Landing) findingView {
	if l.Genuine == registry.Yes && l.Reason != "" && v.Mark == unsure {
		v.Line = word(f.Lang, l.Reason)
	}
	return v
}

// landingVerdict is the outcome in one sentence, and what it means for whoever
// holds the paper. The worst of the four answers speaks first.
func landingVerdict(f frame, l registry.Landing) (mark, string, string) {
	say := func(m mark, key string, kv ...string) (mark, string, string) {
		return m, word(f.Lang, "web.landing."+key, kv...), word(f.Lang, "web.landing."+key+".lead", kv...)
	}
	switch {
	case l.Reason == "landing.unreadable":
		return say(unsure, "unreadable")
	case l.Genuine == registry.Unsure:
		return say(unsure, "unknown_key")
	case l.Genuine == registry.No:
		return say(bad, "forged")
	case l.Force == registry.No:
		return say(bad, string(l.Certificate.Status), "since", locale.Date(f.Lang, l.Certificate.Since))
	case l.Person == registry.No:
		return say(bad, "other_person")
	case l.Force != registry.Yes:
		return say(unsure, "no_status")
	case l.Scope != registry.Yes:
		return say(unsure, "out_of_scope")
	case l.Person == registry.Yes:
		return say(good, "same_person")
	}
	return say(good, "in_force")
}
