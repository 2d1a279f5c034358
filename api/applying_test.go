package api

import (
	"testing"

	"assay/locale"
	"assay/office/admission"
	"assay/reference"
	"assay/skill"
)

// Whatever can be done about an application, whoever decided on it, and whatever
// it lacks has its words in both languages; a material is called as its data say.
func TestAnswersHaveWords(t *testing.T) {
	var keys []string
	for _, kind := range admission.RemedyKinds() {
		keys = append(keys, "remedy."+string(kind))
	}
	for _, office := range []skill.Office{skill.OfficeRule, skill.OfficeBody, skill.OfficeCentre} {
		keys = append(keys, "word.office."+string(office))
	}
	for _, key := range keys {
		for _, lang := range locale.Langs() {
			if !locale.Has(lang, key) {
				t.Errorf("%s: no text for %s", lang, key)
			}
		}
	}
	for _, m := range reference.Materials() {
		key := "word.material." + string(m.Material)
		if zh, en := locale.Text(locale.Zh, key, nil), locale.Text(locale.En, key, nil); zh != m.Name.ZH || en != m.Name.EN {
			t.Errorf("%s: %s, %s; want %s, %s", m.Material, zh, en, m.Name.ZH, m.Name.EN)
		}
	}
}
