// Toxiproxy is a network with faults between a client and a server, for TestToxicNetworks. It is a module of its own,
// so that what it needs is not among what Sendoff is made of.
//
// Its argument is the server's address. It prints the one that it takes the server's place at, then answers each line
// on standard input with a line: a toxic as JSON is added under the name "fault", an empty line takes it away again.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

func main() {
	proxy := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), "proxy", "127.0.0.1:0", os.Args[1])
	if err := proxy.Start(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(proxy.Listen)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); { // ends with the test
		fmt.Println(answer(proxy, lines.Text()))
	}
}

func answer(proxy *toxiproxy.Proxy, toxic string) string {
	var err error
	if toxic == "" {
		err = proxy.Toxics.RemoveToxic(context.Background(), "fault")
	} else {
		_, err = proxy.Toxics.AddToxicJson(strings.NewReader(toxic))
	}
	if err != nil {
		return err.Error()
	}
	return "done"
}
