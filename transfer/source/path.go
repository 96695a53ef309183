package source

import (
	"encoding/json"
	"unicode/utf8"
)

// Path is the path of a file in JSON. A path is bytes, not text: Linux allows all but zero and slash, Windows allows
// halves of surrogate pairs, which Go writes as three bytes each (WTF-8). Package json replaces invalid UTF-8, which
// would name another file. So a path in UTF-8 is a JSON string, and any other is an object with the bytes and a
// readable text:
//
//	{"text": "caf\ufffd.txt", "bytes": "Y2Fm6S50eHQ="}
type Path string

type pathObject struct {
	Text  string `json:"text"`  // for display only
	Bytes []byte `json:"bytes"` // of the path, in base64
}

// MarshalJSON implements json.Marshaler.
func (p Path) MarshalJSON() ([]byte, error) {
	if raw := PathBytes(string(p)); raw != nil {
		return json.Marshal(pathObject{string(p), raw})
	}
	return json.Marshal(string(p))
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *Path) UnmarshalJSON(data []byte) error {
	if len(data) == 0 || data[0] != '{' {
		return json.Unmarshal(data, (*string)(p))
	}
	var o pathObject
	if err := json.Unmarshal(data, &o); err != nil {
		return err
	}
	*p = Path(o.Bytes)
	return nil
}

// Paths converts paths for JSON.
func Paths(list []string) []Path {
	out := make([]Path, len(list))
	for i, p := range list {
		out[i] = Path(p)
	}
	return out
}

// PathStrings converts paths from JSON.
func PathStrings(list []Path) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = string(p)
	}
	return out
}

// PathBytes returns the bytes of a path that JSON would change; nil for any other.
func PathBytes(path string) []byte {
	if utf8.ValidString(path) {
		return nil
	}
	return []byte(path)
}

// MarshalJSON implements json.Marshaler. It keeps the path's bytes.
func (s File) MarshalJSON() ([]byte, error) {
	type fields File
	return json.Marshal(struct {
		fields
		Path Path `json:"path"`
	}{fields(s), Path(s.Path)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *File) UnmarshalJSON(data []byte) error {
	type fields File
	in := struct {
		*fields
		Path *Path `json:"path"`
	}{(*fields)(s), (*Path)(&s.Path)}
	return json.Unmarshal(data, &in)
}
