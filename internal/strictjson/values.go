package strictjson

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"assay/skill"
)

func number(path string, n json.Number, v reflect.Value) (err error) {
	switch {
	case v.CanInt():
		var i int64
		if i, err = strconv.ParseInt(n.String(), 10, v.Type().Bits()); err == nil {
			v.SetInt(i)
		}
	case v.CanUint():
		var u uint64
		if u, err = strconv.ParseUint(n.String(), 10, v.Type().Bits()); err == nil {
			v.SetUint(u)
		}
	case v.CanFloat():
		var f float64
		if f, err = strconv.ParseFloat(n.String(), v.Type().Bits()); err == nil {
			v.SetFloat(f)
		}
	default:
		return skill.FailField(path, "json.want_"+want(v))
	}
	if err != nil {
		return skill.FailField(path, "json.number")
	}
	return nil
}

// text lets a value read itself. Its own reason is kept where it has one.
func (d decoder) text(path string, t json.Token, v reflect.Value) error {
	s, ok := t.(string)
	date := v.Type() == dateType
	switch {
	case !ok && date, date && s == "":
		return skill.FailField(path, "date.unreadable")
	case !ok:
		return skill.FailField(path, "json.want_text")
	}
	err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s))
	own, coded := errors.AsType[*skill.Error](err)
	switch {
	case err == nil:
		return nil
	case date:
		return skill.FailField(path, "date.unreadable")
	case coded:
		return skill.FailField(path, own.Reason, pairs(own.Args)...)
	}
	return skill.FailField(path, "json.text")
}

// pairs are the arguments of an error; what was sent is not repeated when it is
// long enough to be personal.
func pairs(args skill.Args) (kv []string) {
	for k, v := range args {
		if k == "got" && len(v) > 8 {
			v = "…"
		}
		kv = append(kv, k, v)
	}
	return kv
}

// any builds what encoding/json would: maps, slices, text, bools and float64.
func (d decoder) any(path string, t json.Token, v reflect.Value, depth int) error {
	var e reflect.Value
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			e = reflect.New(reflect.TypeFor[map[string]any]()).Elem()
			if err := d.dictionary(path, e, depth); err != nil {
				return err
			}
		} else {
			e = reflect.New(reflect.TypeFor[[]any]()).Elem()
			if err := d.array(path, e, depth); err != nil {
				return err
			}
		}
	case json.Number:
		e = reflect.New(reflect.TypeFor[float64]()).Elem()
		if err := number(path, t, e); err != nil {
			return err
		}
	default:
		e = reflect.ValueOf(t)
	}
	v.Set(e)
	return nil
}

// raw keeps a value as it stands, after looking through it like any other.
func (d decoder) raw(path string, v reflect.Value, depth int) error {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return d.syntax("json.syntax")
	}
	inner := decoder{json.NewDecoder(bytes.NewReader(raw))}
	inner.UseNumber()
	var look any
	if err := inner.value(path, reflect.ValueOf(&look).Elem(), depth); err != nil {
		return err
	}
	v.SetBytes(raw)
	return nil
}

// known remembers the fields of the types that were read: name → index.
var known sync.Map

func fieldsOf(t reflect.Type) map[string][]int {
	if f, ok := known.Load(t); ok {
		return f.(map[string][]int)
	}
	fields := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		tag, tagged := f.Tag.Lookup("json")
		name, _, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-", !f.IsExported(), f.Anonymous && !tagged:
			continue
		case name == "":
			name = f.Name
		}
		fields[name] = f.Index
	}
	known.Store(t, fields)
	return fields
}
