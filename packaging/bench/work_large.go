package main

import (
	"context"
	"fmt"
	"path/filepath"
)

const largeSize = 1 << 30

// Names of those that are compared.
const (
	curlToNginx     = "curl → nginx"
	sendoffToServe  = "sendoff upload → sendoff serve"
	curlToNothing   = "curl → discarding server"
	sendoffToNought = "sendoff upload → discarding server"
	crcAlone        = "reading with CRC-32C, nothing sent"
	shaAlone        = "reading with SHA-256, nothing sent"
	rcloneToNginx   = "rclone copyto (webdav) → nginx"
)

func largePlain(ctx context.Context, b *bench) error { return b.large(ctx, "plain", false) }

func largeTLS(ctx context.Context, b *bench) error { return b.large(ctx, "tls", true) }

// large compares uploads of one large file.
func (b *bench) large(ctx context.Context, key string, encrypted bool) error {
	path := filepath.Join(b.dir, "large.bin")
	if err := writeFile(path, largeSize); err != nil {
		return err
	}
	list, end, err := b.largeContenders(ctx, path, encrypted)
	defer end()
	if err != nil {
		return err
	}
	results, err := alternate(ctx, b.rounds, list)
	if err != nil {
		return err
	}
	what := map[bool]string{false: "1 GiB, plain", true: "1 GiB, TLS 1.3"}[encrypted]
	for _, c := range list {
		b.report.line(line{key, what, c.name, results[c.name], largeSize / 1e6, "MB"})
	}
	if !encrypted {
		b.checksumFigures(key, results)
	}
	b.largeFigures(key, results[curlToNginx], results[sendoffToServe], results[curlToNothing], results[sendoffToNought])
	return nil
}

func (b *bench) largeFigures(key string, curl, mine, curlAlone, mineAlone []cost) {
	speed, work := atLeast(1), atMost(0.5)
	note := "0.6 is allowed with the running checksum"
	if key == "tls" {
		speed, work, note = atLeast(0.95), atMost(1.1), ""
	}
	b.report.figure(figure{key, "throughput against curl to nginx", "x", ratios(walls(curl), walls(mine)), speed, "", nil})
	b.report.figure(figure{key, "client CPU against curl to nginx", "x", ratios(cpus(mine), cpus(curl)), work, note, nil})
	b.report.figure(figure{key, "throughput against curl, both to a server that discards", "x", ratios(walls(curlAlone), walls(mineAlone)), nil, "", nil})
	b.report.figure(figure{key, "client CPU against curl, both to a server that discards", "x", ratios(cpus(mineAlone), cpus(curlAlone)), nil, "", nil})
	b.report.figure(figure{key, "CPU of the receiver against nginx", "x", ratios(serverCPUs(mine), serverCPUs(curl)), nil, "", nil})
}

// checksumFigures tell what of the client's work is reading the file with its checksum.
func (b *bench) checksumFigures(key string, results map[string][]cost) {
	curl := cpus(results[curlToNginx])
	for _, name := range []string{crcAlone, shaAlone} {
		b.report.figure(figure{key, "CPU of " + name + ", against curl to nginx", "x", ratios(cpus(results[name]), curl), nil, "", nil})
	}
}

// largeContenders starts the servers. end stops them.
func (b *bench) largeContenders(ctx context.Context, path string, encrypted bool) (list []contender, end func(), err error) {
	var servers []*daemon
	end = func() {
		for _, d := range servers {
			d.end()
		}
	}
	nginx, err := b.startNginx(ctx)
	if err != nil {
		return nil, end, err
	}
	servers = append(servers, nginx.daemon)
	scheme, addr := "http://", nginx.addr
	if encrypted {
		scheme, addr = "https://", nginx.tls
	}
	serve, folder, err := b.startServe(ctx, encrypted)
	if err != nil {
		return nil, end, err
	}
	servers = append(servers, serve)
	nothing, err := b.startDiscarding(ctx, encrypted)
	if err != nil {
		return nil, end, err
	}
	servers = append(servers, nothing)
	list = []contender{
		{curlToNginx, b.curlOne(path, scheme+addr+"/", nginx.folder), nginx.daemon},
		{sendoffToServe, b.uploadOne(path, scheme+serve.addr+"/", folder), serve},
		{curlToNothing, b.curlOne(path, scheme+nothing.addr+"/", ""), nothing},
		{sendoffToNought, b.uploadOne(path, scheme+nothing.addr+"/", ""), nothing},
	}
	if !encrypted {
		list = append(list, contender{crcAlone, b.checksum("crc32c", path), nil}, contender{shaAlone, b.checksum("sha256", path), nil})
		list = b.withRclone(list, path, nginx)
	}
	return list, end, nil
}

// curlOne uploads a file with curl and then empties the server's folder, if it has one.
func (b *bench) curlOne(path, url, folder string) func(context.Context, int) (cost, error) {
	return func(ctx context.Context, round int) (cost, error) {
		k, err := b.curlPut(path, url+fmt.Sprintf("curl-%d.bin", round)).run(ctx)
		return k, orEmpty(err, folder)
	}
}

// uploadOne uploads a file with Sendoff, from a queue that knows nothing of the server, and then empties the server's
// folder, if it has one.
func (b *bench) uploadOne(path, url, folder string) func(context.Context, int) (cost, error) {
	return func(ctx context.Context, round int) (cost, error) {
		q, err := b.newQueue()
		if err != nil {
			return cost{}, err
		}
		defer q.remove()
		k, err := q.upload(url+fmt.Sprintf("sendoff-%d.bin", round), path).run(ctx)
		return k, orEmpty(err, folder)
	}
}

// withRclone adds rclone where it can be had.
func (b *bench) withRclone(list []contender, path string, n *nginx) []contender {
	if !n.dav || !has("rclone") {
		b.report.gap("rclone: it needs Debian's packages rclone and libnginx-mod-http-dav-ext.")
		return list
	}
	return append(list, contender{rcloneToNginx, func(ctx context.Context, round int) (cost, error) {
		k, err := b.rclone("copyto", path, n.addr, fmt.Sprintf("rclone-%d.bin", round)).run(ctx)
		return k, orEmpty(err, n.folder)
	}, n.daemon})
}

// orEmpty empties a folder, unless something has failed.
func orEmpty(err error, folder string) error {
	if err != nil || folder == "" {
		return err
	}
	return empty(folder)
}
