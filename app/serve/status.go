package serve

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"time"

	"sendoff/transfer/receiver"
	"sendoff/ui/words"
)

const (
	statusHeadTimeout = 10 * time.Second
	statusRows        = 500 // uploads that the page lists at most
)

// serve shows the figures at an address of their own, "" = nowhere: /metrics for Prometheus and a page for people. The
// function that it returns ends that.
func (m *metrics) serve(ctx context.Context, address string) (end func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for the status page: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", known(m.text))
	mux.HandleFunc("GET /{$}", known(m.page))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: statusHeadTimeout, WriteTimeout: statusHeadTimeout}
	ended := make(chan struct{})
	go func() { // the function below ends it
		defer close(ended)
		_ = server.Serve(ln)
	}()
	return func() {
		_ = server.Close()
		<-ended
	}, nil
}

// known refuses requests under foreign names at a loopback address: a web page could read what is uploaded.
func known(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if !receiver.KnownHost(req, nil) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		h(w, req)
	}
}

func (m *metrics) text(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_ = m.write(w) // a client that has left needs nothing
}

// statusPage lists the uploads that are not complete. It has no script and loads nothing.
var statusPage = template.Must(template.New("status").Parse(`<!doctype html>
<meta charset="utf-8"><meta http-equiv="refresh" content="5"><meta name="viewport" content="width=device-width">
<title>{{.Title}}</title>
<style>body{font:15px system-ui,sans-serif;margin:2em;color-scheme:light dark}td,th{padding:.2em 1em .2em 0;text-align:left}td+td,th+th{text-align:right}</style>
<h1>{{.Title}}</h1>
<p>{{.Totals}}</p>
<table><tr>{{range .Head}}<th>{{.}}</th>{{end}}</tr>
{{range .Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{end}}</table>
`))

func (m *metrics) page(w http.ResponseWriter, _ *http.Request) {
	m.mu.Lock()
	totals := fmt.Sprintf(words.Tr("%d complete, %s stored since %s"), m.files, words.Size(m.stored), m.began.Format(time.DateTime))
	m.mu.Unlock()
	var text bytes.Buffer
	err := statusPage.Execute(&text, map[string]any{
		"Title":  words.Tr("Uploads to this server"),
		"Totals": totals,
		"Head":   []string{words.Tr("Name"), words.Tr("Received"), words.Tr("Size"), words.Tr("Last progress")},
		"Rows":   rows(m.receiver.Sessions()),
	})
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Cache-Control", "no-store")
	_, _ = text.WriteTo(w)
}

func rows(sessions []receiver.Session) (list [][]string) {
	for _, s := range sessions {
		if s.Received == s.Total || len(list) == statusRows {
			continue
		}
		size := "?"
		if s.Total >= 0 {
			size = words.Size(s.Total)
		}
		list = append(list, []string{words.Plain(s.Path), words.Size(s.Received), size, s.Touched.Format(time.DateTime)})
	}
	return list
}
