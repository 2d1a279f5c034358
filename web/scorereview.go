package web

import (
	"net/http"
	"slices"

	"assay/locale"
	"assay/office/identity"
	"assay/office/marking"
	"assay/skill"
)

// reviewed tells whether a review that its owner asked for holds a result back.
func reviewed(m marking.Mine) bool {
	return slices.ContainsFunc(m.Objections, func(o skill.Objection) bool {
		return o.Kind == skill.ObjectionReview && o.Status == skill.ObjectionOpen
	})
}

// objectionText says what became of an objection or a review.
func objectionText(lang locale.Lang, o skill.Objection) string {
	key := "mine.objection."
	if o.Kind == skill.ObjectionReview {
		key = "mine.review."
	}
	return word(lang, key+string(o.Status), "at", instant(lang, o.StatusAt), "ground", o.Ground, "due", deadline(lang, o.Due))
}

func (s *Site) reviewSheet(r *http.Request) sheet {
	sh := s.inside(r, "/my/results/"+r.PathValue("id")+"/review", "review", "text")
	sh.Back = sh.To("/my/results")
	sh.Inputs[0].Label = word(sh.Lang, "own.review.text")
	return sh
}

// showAskingReview asks what is to be looked at again in a result that is the
// asker's own (成绩复核).
func (s *Site) showAskingReview(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	all, err := s.Marking.Mine(r.Context(), h.Actor)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(m marking.Mine) bool { return string(m.ID) == r.PathValue("id") }) {
		return skill.Fail(skill.NotFound, "page.missing")
	}
	return s.showSheet(w, http.StatusOK, s.reviewSheet(r))
}

func (s *Site) askReview(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	form, _, err := s.asked(r)
	if err != nil {
		return err
	}
	text := skill.Keep(skill.Clean(form.Get("text")))
	if _, err := s.Marking.AskReview(r.Context(), by(r, h), skill.ResultID(r.PathValue("id")), text); err != nil {
		sh := s.reviewSheet(r)
		sh.typed(form, "text")
		return s.refuse(w, sh, err)
	}
	return s.goTo(w, r, "/my/results?done=reviewing")
}
