// Package locale holds every text that a person reads, in Chinese and English,
// under the stable keys that the rest of the program uses. The texts are flat
// JSON files, one per area, in zh/ and en/; both languages have the same keys and
// the same {placeholders}, and no key stands twice.
package locale

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"assay/skill"
)

// A Lang is a language that texts exist in.
type Lang string

// The languages. Chinese is the default.
const (
	Zh Lang = "zh"
	En Lang = "en"
)

// Langs lists the languages.
func Langs() []Lang { return []Lang{Zh, En} }

//go:embed zh/*.json en/*.json
var files embed.FS

// texts is read once. The tests of this package find every fault in the files;
// one that is there nevertheless does not stop a server over a sentence.
var texts = sync.OnceValue(func() map[Lang]map[string]string {
	all, _ := load(files)
	return all
})

// Text is the text of a key with its placeholders filled in. A key that has no
// text is its own text, so that a person sees something to quote; a placeholder
// without an argument stays.
func Text(lang Lang, key string, args map[string]string) string {
	text, ok := texts()[lang][key]
	if !ok {
		return key
	}
	return fill(text, args, func(name, value string) string { return word(lang, key, name, value) })
}

// word says a code that an argument holds, such as a status or a verb, as people
// do: under "word.AREA.NAME.CODE", where AREA begins the key of the text, since a
// plan is filed otherwise than a body is, or "word.NAME.CODE". Any other value
// stays.
func word(lang Lang, key, name, value string) string {
	area, _, _ := strings.Cut(key, ".")
	for _, k := range [...]string{"word." + area + "." + name + "." + value, "word." + name + "." + value} {
		if text, ok := texts()[lang][k]; ok {
			return text
		}
	}
	return value
}

// Has tells whether the key has a text.
func Has(lang Lang, key string) bool {
	_, ok := texts()[lang][key]
	return ok
}

// Keys lists every key, sorted.
func Keys(lang Lang) []string { return slices.Sorted(maps.Keys(texts()[lang])) }

// Error is what a person is told of an error: the text of its reason, or that of
// "internal" for an error nobody coded.
func Error(lang Lang, err error) string {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*skill.Error](err); ok {
		return Text(lang, e.Reason, e.Args)
	}
	return Text(lang, skill.ReasonOf(err), nil)
}

// Negotiate picks the language for an Accept-Language header: the one of highest
// quality, the first of equals, Chinese when nothing fits.
// Source: RFC 9110, 12.5.4.
func Negotiate(header string) Lang {
	best, quality := Zh, 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(part, ";")
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		lang := Lang(primary)
		if primary == "*" {
			lang = Zh
		}
		if q := weight(params); q > quality && slices.Contains(Langs(), lang) {
			best, quality = lang, q
		}
	}
	return best
}

// weight reads q=0.5; nothing is 1, nonsense 0.
func weight(params string) float64 {
	params = strings.TrimSpace(params)
	if params == "" {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimPrefix(strings.ToLower(params), "q="), 64)
	if err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}

// fill replaces each {name} that has an argument by what say makes of it.
func fill(text string, args map[string]string, say func(name, value string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		value, known := args[name]
		if !closed || !known {
			b.WriteByte('{')
			text = rest
			continue
		}
		b.WriteString(say(name, value))
		text = after
	}
}

// load reads all files of all languages and reports every fault, a key that
// stands twice among them, beside what it could read.
func load(from fs.FS) (map[Lang]map[string]string, error) {
	all := map[Lang]map[string]string{}
	var faults []error
	for _, lang := range Langs() {
		all[lang] = map[string]string{}
		names, err := fs.Glob(from, string(lang)+"/*.json")
		faults = append(faults, err)
		for _, name := range names {
			if err := loadFile(from, name, all[lang]); err != nil {
				faults = append(faults, fmt.Errorf("locale/%s: %w", name, err))
			}
		}
	}
	return all, errors.Join(faults...)
}

// loadFile adds one flat JSON object to the texts, key by key, since a plain
// decoder lets a second key of the same name win in silence.
func loadFile(from fs.FS, name string, into map[string]string) error {
	f, err := from.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return errors.New("not a JSON object")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		text, err := d.Token()
		if err != nil {
			return err
		}
		if err := add(into, key, text); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

func add(into map[string]string, key, text json.Token) error {
	k, ok1 := key.(string)
	t, ok2 := text.(string)
	if !ok1 || !ok2 {
		return fmt.Errorf("%v: only texts stand in these files", key)
	}
	if _, twice := into[k]; twice {
		return fmt.Errorf("the key %s stands twice", k)
	}
	into[k] = t
	return nil
}
