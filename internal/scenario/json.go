package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// json looks at one place of the one document on standard output.
func (s *Story) json(l line) error {
	if len(l.words) < 1 || len(l.words) > 2 {
		return fmt.Errorf("json takes a path and a value")
	}
	got, err := s.Value(l.words[0])
	switch {
	case err != nil && l.not && len(l.words) == 1 && errors.Is(err, errNothing):
		return nil
	case err != nil:
		return err
	case len(l.words) == 1 && l.not:
		return fmt.Errorf("it is %s", got)
	case len(l.words) == 2 && (got == l.words[1]) == l.not:
		return fmt.Errorf("it is %s", got)
	}
	return nil
}

func (s *Story) keep(l line) error {
	if err := l.want(2); err != nil {
		return err
	}
	got, err := s.Value(l.words[1])
	s.Kept[l.words[0]] = got
	return err
}

// errNothing is for a place that the document does not have.
var errNothing = errors.New("there is nothing at that place")

// Value is what stands at a path of the one JSON document on standard output:
// texts as they are, anything else as JSON.
func (s *Story) Value(path string) (string, error) {
	d := json.NewDecoder(strings.NewReader(s.stdout.String()))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", fmt.Errorf("no JSON document: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return "", errors.New("more than one JSON document")
	}
	for _, step := range steps(path) {
		var err error
		if v, err = follow(v, step); err != nil {
			return "", fmt.Errorf("%w: %s in %s", err, step, path)
		}
	}
	if text, ok := v.(string); ok {
		return text, nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// steps parts a path: a name, or what stood in brackets, with its bracket.
func steps(path string) (out []string) {
	for path != "" {
		if path[0] == '[' {
			end := strings.IndexByte(path, ']')
			if end < 0 {
				end = len(path)
			}
			out, path = append(out, path[:end]), strings.TrimPrefix(path[end:], "]")
			continue
		}
		path = strings.TrimPrefix(path, ".")
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			end = len(path)
		}
		if end == 0 {
			return out
		}
		out, path = append(out, path[:end]), path[end:]
	}
	return out
}

func follow(v any, step string) (any, error) {
	inside, bracket := strings.CutPrefix(step, "[")
	if !bracket {
		object, ok := v.(map[string]any)
		if !ok {
			return nil, errNothing
		}
		next, ok := object[step]
		if !ok {
			return nil, errNothing
		}
		return next, nil
	}
	list, ok := v.([]any)
	if !ok {
		return nil, errNothing
	}
	if inside == "#" {
		return json.Number(strconv.Itoa(len(list))), nil
	}
	if strings.Contains(inside, "=") {
		return pick(list, inside)
	}
	i, err := strconv.Atoi(inside)
	if err != nil || i >= len(list) {
		return nil, errNothing
	}
	return list[i], nil
}

// pick finds the first element that has all of the values: field=value, parted
// by &.
func pick(list []any, wanted string) (any, error) {
	for _, v := range list {
		object, _ := v.(map[string]any)
		fits := true
		for one := range strings.SplitSeq(wanted, "&") {
			field, want, _ := strings.Cut(one, "=")
			got, ok := object[field]
			fits = fits && ok && fmt.Sprint(got) == want
		}
		if fits {
			return v, nil
		}
	}
	return nil, errNothing
}
