package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"
)

// The parts of CycloneDX 1.6 that are used: https://cyclonedx.org/docs/1.6/json/.
type (
	document struct {
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Serial       string       `json:"serialNumber"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Timestamp  string     `json:"timestamp,omitempty"`
		Component  component  `json:"component"`
		Properties []property `json:"properties,omitempty"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref"`
		Name       string     `json:"name"`
		Version    string     `json:"version,omitempty"`
		Hashes     []hash     `json:"hashes,omitempty"`
		Licences   []choice   `json:"licenses,omitempty"`
		PURL       string     `json:"purl,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	hash struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	}
	choice struct {
		Licence licenceName `json:"license"`
	}
	licenceName struct {
		ID   string `json:"id,omitempty"`
		Name string `json:"name,omitempty"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependency struct {
		Ref string   `json:"ref"`
		On  []string `json:"dependsOn,omitempty"`
	}
)

// settings are the build's own that tell programs apart; paths and flags with paths are left out.
var settings = []string{"-buildmode", "-compiler", "-tags", "-trimpath", "CGO_ENABLED", "GOARCH", "GOAMD64", "GOOS"}

// cyclonedx is the bill of materials of a program.
func cyclonedx(program string, parts []part) ([]byte, error) {
	data, err := os.ReadFile(program)
	if err != nil {
		return nil, fmt.Errorf("read the program: %w", err)
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, fmt.Errorf("read what is linked: %w", err)
	}
	sum := sha256.Sum256(data)
	doc := document{
		Format: "CycloneDX", Spec: "1.6", Serial: serial(sum), Version: 1,
		Metadata: metadata{Timestamp: timestamp(), Component: component{
			Type: "application", Ref: "sendoff", Name: "sendoff", Version: os.Getenv("VERSION"),
			Hashes:   []hash{{"SHA-256", hex.EncodeToString(sum[:])}},
			Licences: []choice{{licenceName{ID: "MIT"}}},
		}},
	}
	for _, s := range info.Settings {
		if slices.Contains(settings, s.Key) {
			doc.Metadata.Properties = append(doc.Metadata.Properties, property{"go:" + s.Key, s.Value})
		}
	}
	doc.add(parts)
	out, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the bill of materials: %w", err)
	}
	return append(out, '\n'), nil
}

func (doc *document) add(parts []part) {
	root := dependency{Ref: doc.Metadata.Component.Ref}
	for _, p := range parts {
		c := component{Type: "library", Ref: p.purl(), Name: p.path, Version: p.version, PURL: p.purl(), Licences: p.choices()}
		if p.sum != "" {
			c.Properties = []property{{"go:sum", p.sum}}
		}
		doc.Components = append(doc.Components, c)
		root.On = append(root.On, c.Ref)
	}
	doc.Dependencies = []dependency{root}
}

func (p part) choices() []choice {
	var list []choice
	for _, l := range p.licences {
		if l.file == "PATENTS" {
			continue // a promise, no licence
		}
		c := choice{licenceName{ID: l.id()}}
		if c.Licence.ID == "" {
			c.Licence.Name = l.file
		}
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// serial numbers the bill by the program it is for, in the form of a random UUID.
func serial(sum [sha256.Size]byte) string {
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

func timestamp() string {
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return ""
	}
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339)
}
