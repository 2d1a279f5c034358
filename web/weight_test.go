package web

import (
	"net/http"
	"regexp"
	"testing"

	"assay/locale"
)

// fetched is what a browser fetches by itself for a page.
var fetched = regexp.MustCompile(`(?:<link[^>]* href|<img[^>]* src|<script[^>]* src)="([^"]+)"`)

// Each first page, with everything that it fetches, is below 100 KB before any
// compression: on a slow net it is there in a second.
func TestFirstPagesAreLight(t *testing.T) {
	const most = 100 << 10
	w := newWorld(t)
	for _, lang := range locale.Langs() {
		for _, page := range []string{"/", "/verify", "/verify?by=document", "/Q/" + w.tail(t, 0), "/bodies", "/occupations", "/eligibility", "/privacy", "/compare"} {
			got := w.get(page, lang)
			weight, seen := got.Body.Len(), map[string]bool{}
			for _, m := range fetched.FindAllStringSubmatch(got.Body.String(), -1) {
				if seen[m[1]] {
					continue
				}
				seen[m[1]] = true
				file := w.get(m[1], lang)
				if file.Code != http.StatusOK {
					t.Errorf("%s %s fetches %s, which answers %d", lang, page, m[1], file.Code)
				}
				weight += file.Body.Len()
			}
			if got.Code != http.StatusOK || len(seen) < 2 || weight > most {
				t.Errorf("%s %s: %d, %d bytes with %d files, at most %d", lang, page, got.Code, weight, len(seen), most)
			}
		}
	}
}
