// Package strictjson reads JSON that strangers send, and refuses what the
// standard decoder lets pass: unknown fields and other spellings of known ones,
// the same key twice, text after the end, text that is not UTF-8, and nesting
// beyond a limit. Every error is a skill.Error that names the place by its JSON
// path, e.g. employment[0].from, and never quotes a value.
//
// It fills structs by their json tags, slices, pointers, maps with text keys,
// any, json.RawMessage, and whatever reads itself from text (a date, a level).
// null leaves a value as it is.
package strictjson

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"unicode/utf8"

	"assay/skill"
	"assay/skill/day"
)

// MaxDepth is how deep arrays and objects may be nested.
const MaxDepth = 32

// maxName is how much of an unknown key is repeated in a path; a key may hold a
// value that somebody mistook for a name.
const maxName = 40

// Read decodes at most limit bytes of r into the value that into points to.
func Read(r io.Reader, limit int64, into any) error {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return skill.Fail(skill.Invalid, "json.unreadable").Because(err)
	}
	if int64(len(b)) > limit {
		return skill.Fail(skill.Invalid, "json.too_large", "limit", strconv.FormatInt(limit, 10))
	}
	return Decode(b, into)
}

// Decode decodes one document into the value that into points to.
func Decode(b []byte, into any) error {
	if !utf8.Valid(b) {
		return skill.Fail(skill.Invalid, "json.not_utf8")
	}
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return errors.New("strictjson: into is not a pointer")
	}
	d := decoder{json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))}
	d.UseNumber()
	if err := d.value("", v.Elem(), 0); err != nil {
		return err
	}
	if _, err := d.Decoder.Token(); err != io.EOF {
		return d.syntax("json.trailing")
	}
	return nil
}

type decoder struct{ *json.Decoder }

func (d decoder) syntax(reason string) error {
	return skill.Fail(skill.Invalid, reason, "offset", strconv.FormatInt(d.InputOffset(), 10))
}

func (d decoder) token() (json.Token, error) {
	t, err := d.Decoder.Token()
	if err != nil {
		return nil, d.syntax("json.syntax")
	}
	return t, nil
}

var (
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
	rawType  = reflect.TypeFor[json.RawMessage]()
	dateType = reflect.TypeFor[day.Date]()
)

// value reads the next value into v.
func (d decoder) value(path string, v reflect.Value, depth int) error {
	if depth > MaxDepth {
		return skill.FailField(path, "json.too_deep", "limit", strconv.Itoa(MaxDepth))
	}
	if v.Type() == rawType {
		return d.raw(path, v, depth)
	}
	t, err := d.token()
	if err != nil {
		return err
	}
	if t == nil {
		return nil
	}
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Interface && v.NumMethod() == 0 {
		return d.any(path, t, v, depth)
	}
	if v.CanAddr() && v.Addr().Type().Implements(textType) {
		return d.text(path, t, v)
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return d.object(path, v, depth)
		}
		return d.array(path, v, depth)
	case string:
		return set(path, v, reflect.String, "json.want_"+want(v), func() error { v.SetString(t); return nil })
	case bool:
		return set(path, v, reflect.Bool, "json.want_"+want(v), func() error { v.SetBool(t); return nil })
	default:
		return number(path, t.(json.Number), v)
	}
}

func set(path string, v reflect.Value, kind reflect.Kind, reason string, assign func() error) error {
	if v.Kind() != kind {
		return skill.FailField(path, reason)
	}
	return assign()
}

// want names what a value takes, for the reason of a refusal.
func want(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Slice, reflect.Array:
		return "list"
	case reflect.Bool:
		return "bool"
	case reflect.String:
		return "text"
	}
	return "number"
}

func (d decoder) array(path string, v reflect.Value, depth int) error {
	if v.Kind() != reflect.Slice {
		return skill.FailField(path, "json.want_"+want(v))
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for i := 0; d.More(); i++ {
		v.Grow(1)
		v.SetLen(i + 1)
		v.Index(i).SetZero()
		if err := d.value(path+"["+strconv.Itoa(i)+"]", v.Index(i), depth+1); err != nil {
			return err
		}
	}
	_, err := d.token()
	return err
}

func (d decoder) object(path string, v reflect.Value, depth int) error {
	switch {
	case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String:
		return d.dictionary(path, v, depth)
	case v.Kind() != reflect.Struct:
		return skill.FailField(path, "json.want_"+want(v))
	}
	fields := fieldsOf(v.Type())
	return d.keys(path, func(at, key string) error {
		index, ok := fields[key]
		if !ok {
			return skill.FailField(at, "json.unknown_field")
		}
		return d.value(at, v.FieldByIndex(index), depth+1)
	})
}

func (d decoder) dictionary(path string, v reflect.Value, depth int) error {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	return d.keys(path, func(at, key string) error {
		e := reflect.New(v.Type().Elem()).Elem()
		err := d.value(at, e, depth+1)
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), e)
		return err
	})
}

// keys walks an object whose brace was read; no key may come twice.
func (d decoder) keys(path string, visit func(at, key string) error) error {
	seen := map[string]bool{}
	for d.More() {
		t, err := d.token()
		if err != nil {
			return err
		}
		key := t.(string)
		at := join(path, key)
		if seen[key] {
			return skill.FailField(at, "json.duplicate")
		}
		seen[key] = true
		if err := visit(at, key); err != nil {
			return err
		}
	}
	_, err := d.token()
	return err
}

func join(path, key string) string {
	if r := []rune(key); len(r) > maxName {
		key = string(r[:maxName]) + "…"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
