package bits

import (
	"html"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// maxTitle limits the title of a page in characters, and maxTop how many bytes of the page are read for it.
const (
	maxTitle = 80
	maxTop   = 16 << 10
)

// topWait is how long the beginning of a page may take.
const topWait = 2 * time.Second

var titleOfPage = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title`)

// title reads the title of the page in an answer that is none of BITS, "" if it has none. It tells a captive portal from
// an error of a web server.
func (c *Client) title(resp *http.Response) string {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if resp.Header.Get(HeaderPacketType) != "" || kind != "text/html" {
		return ""
	}
	watch := time.AfterFunc(min(topWait, c.Transport.stall), c.Transport.abort)
	top, _ := io.ReadAll(io.LimitReader(resp.Body, maxTop))
	watch.Stop()
	found := titleOfPage.FindSubmatch(top)
	if found == nil {
		return ""
	}
	text := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(html.UnescapeString(string(found[1])), "")), " "))
	return string(text[:min(len(text), maxTitle)])
}

// newAddress is the address that a redirect names, without its query; "" if it names none.
func newAddress(resp *http.Response) string {
	to, err := url.Parse(resp.Header.Get(HeaderLocation))
	if err != nil || resp.Header.Get(HeaderLocation) == "" || resp.Request == nil || resp.StatusCode/100 != 3 {
		return ""
	}
	at := resp.Request.URL.ResolveReference(to)
	at.RawQuery = ""
	return SafeURL(at)
}
