package provider

import (
	"encoding/json"
	"strings"
	"time"

	"assay/skill"
	"assay/skill/day"
)

// A Claim is what a provider has verified of somebody.
type Claim struct {
	Document skill.Document
	Name     string
}

// claim reads what the provider has verified; nil where it vouches for no
// document, or not for this one, or what it says is no document.
func (c Claims) claim(all map[string]json.RawMessage, now time.Time) *Claim {
	if c.Number == "" {
		return nil
	}
	for pointer, want := range c.Where {
		if at(all, pointer) != want {
			return nil
		}
	}
	kind := c.Kind
	if c.KindAt != "" {
		kind = c.Kinds[at(all, c.KindAt)]
	}
	document, _, err := skill.ParseDocument(kind, at(all, c.Number), day.Of(now))
	name := skill.Clean(at(all, c.Name))
	if err != nil || name == "" {
		return nil
	}
	return &Claim{document, name}
}

// unescape reads a token of a pointer.
// Source: RFC 6901, 4.
var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// at is the text at a pointer, or true or false; anything else, and nothing, is
// empty: a number would come out in a writing that nobody chose.
func at(all map[string]json.RawMessage, pointer string) string {
	here := all
	for rest := strings.TrimPrefix(pointer, "/"); ; {
		token, after, more := strings.Cut(rest, "/")
		value := here[unescape.Replace(token)]
		if !more {
			return plain(value)
		}
		here = nil
		if json.Unmarshal(value, &here) != nil {
			return ""
		}
		rest = after
	}
}

func plain(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	if s := string(value); s == "true" || s == "false" {
		return s
	}
	return ""
}
