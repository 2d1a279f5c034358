package api

import (
	"assay/locale"
	"assay/office/admission"
	"assay/rule/picture"
)

// A LookedView is what a photo is remarked on, and by which edition of the limits.
type LookedView struct {
	Edition string            `json:"edition" doc:"Of the limits."`
	Remarks []PhotoRemarkView `json:"remarks" nullable:"false" doc:"None: nothing was found."`
}

// A PhotoRemarkView is one remark on a photo.
type PhotoRemarkView struct {
	Reason string `json:"reason"`
	Text   string `json:"text" doc:"With what to do about it."`
}

// lookedView is nothing where there is no photo.
func lookedView(lang locale.Lang, l admission.Looked) *LookedView {
	if l.Edition == "" {
		return nil
	}
	return &LookedView{l.Edition, photoRemarks(lang, l.Remarks)}
}

func photoRemarks(lang locale.Lang, all []picture.Remark) []PhotoRemarkView {
	out := make([]PhotoRemarkView, len(all))
	for i, r := range all {
		out[i] = PhotoRemarkView{r.Reason, locale.Text(lang, r.Reason, r.Args)}
	}
	return out
}
