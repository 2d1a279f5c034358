package web

import (
	"net/http"
	"net/url"

	"assay/locale"
	"assay/office/admission"
	"assay/office/identity"
	"assay/skill"
)

// remarks are what a photo is remarked on, in words, each with what to do.
func remarks(lang locale.Lang, l admission.Looked) (out []string) {
	for _, r := range l.Remarks {
		out = append(out, locale.Text(lang, r.Reason, r.Args))
	}
	return out
}

// consentSheet asks again for what applying needs, where a consent is to an older
// notice or was taken back.
func (s *Site) consentSheet(r *http.Request) sheet {
	page := "/my/applications/" + url.PathEscape(r.PathValue("id"))
	sh := s.inside(r, page+"/consent", "consent")
	sh.Back = sh.To(page)
	sh.Hidden = append(sh.Hidden, [2]string{"edition", s.Notice.Edition})
	s.ticks(&sh)
	return sh
}

func (s *Site) showConsenting(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	if _, err := s.Admission.MyApplication(r.Context(), h.Actor, skill.ApplicationID(r.PathValue("id"))); err != nil {
		return err
	}
	return s.showSheet(w, http.StatusOK, s.consentSheet(r))
}

func (s *Site) consentAnew(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	form, _, err := s.asked(r)
	if err == nil {
		_, err = s.Admission.MyApplication(r.Context(), h.Actor, skill.ApplicationID(r.PathValue("id")))
	}
	if err != nil {
		return err
	}
	if err := s.consent(r, h, form); err != nil {
		sh := s.consentSheet(r)
		for i := range sh.Inputs {
			sh.Inputs[i].Value = form.Get(sh.Inputs[i].Name)
		}
		return s.refuse(w, sh, err)
	}
	return s.goTo(w, r, "/my/applications/"+url.PathEscape(r.PathValue("id"))+"/materials/photo?done=consented")
}
