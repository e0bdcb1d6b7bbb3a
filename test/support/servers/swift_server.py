"""OpenStack Swift with its S3 API, on loopback: one node, four server processes.

usage: /usr/bin/python3 swift_server.py FOLDER [PORT]

Prints one line of JSON ({"port": 8080}) when its sockets listen, and stops when stdin is closed. The content stays in
FOLDER: a second start with the same folder and port continues. Needs the Debian package python3-swift.
"""
import ctypes
import json
import logging
import os
import pwd
import signal
import sys
import threading

FOLDER = os.path.realpath(sys.argv[1])
PORT = int(sys.argv[2]) if len(sys.argv) > 2 else 0
ETC, LOG = os.path.join(FOLDER, 'etc'), os.path.join(FOLDER, 'log')
SERVERS = ('account', 'container', 'object', 'proxy')
PR_SET_PDEATHSIG = 1

FILTERS = ('catch_errors', 'gatekeeper', 'listing_formats', 'bulk', 's3api', 'tempauth', 'copy',
           'container-quotas', 'slo', 'dlo', 'versioned_writes', 'symlink')
SETTINGS = {
    # A test can give an unfinished upload an age.
    'gatekeeper': 'shunt_inbound_x_timestamp = false',
    's3api': 'location = us-east-1\nmax_upload_part_num = 10000',
    # ACCOUNT_USER = KEY [groups]; the second user has no rights.
    'tempauth': 'user_test_tester = testing .admin\nuser_test_stranger = stranger-key',
    'slo': 'max_manifest_segments = 10000',
    'versioned_writes': 'allow_versioned_writes = true\nallow_object_versioning = true',
}
COMMON = '''[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {etc}
devices = {folder}/srv
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
log_level = WARNING
conn_timeout = 10
node_timeout = 60
container_update_timeout = 60
'''
STORAGE = '''[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
conn_timeout = 10
node_timeout = 60
container_update_timeout = 60
'''
PROXY = '''[pipeline:main]
pipeline = localcache {filters} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 10
node_timeout = 60
recoverable_node_timeout = 60
# The only node is never marked as failed.
error_suppression_limit = 1000000
[filter:localcache]
paste.filter_factory = localcache:filter_factory
'''
# Takes the place of memcached, which tempauth and the proxy need. One proxy process: a dictionary does the same.
LOCALCACHE = '''import json
import time


class Cache:
    def __init__(self):
        self.values = {}

    def get(self, key, raise_on_error=False):
        value, end = self.values.get(key, ('null', 0))
        if end and end < time.time():
            self.values.pop(key, None)
            return None
        return json.loads(value)

    def set(self, key, value, serialize=True, time=0, min_compress_len=0, raise_on_error=False):
        self.values[key] = (json.dumps(value), end_of(time))

    def incr(self, key, delta=1, time=0):
        value = max(0, int(self.get(key) or 0) + int(delta))
        self.set(key, value, time=time)
        return value

    def decr(self, key, delta=1, time=0):
        return self.incr(key, -delta, time)

    def delete(self, key, server_key=None):
        self.values.pop(key, None)

    def set_multi(self, mapping, server_key, serialize=True, time=0, min_compress_len=0):
        for key, value in mapping.items():
            self.set(key, value, time=time)

    def get_multi(self, keys, server_key):
        return [self.get(key) for key in keys]


def end_of(seconds):
    return time.time() + seconds if seconds else 0


def filter_factory(global_conf, **conf):
    cache = Cache()

    def wrap(app):
        def call(env, start_response):
            env['swift.cache'] = cache
            return app(env, start_response)
        return call
    return wrap
'''


def write(path, text):
    with open(path, 'w') as file:
        file.write(text)


def write_configuration(ports):
    write(os.path.join(ETC, 'swift.conf'),
          '[swift-hash]\nswift_hash_path_suffix = loopback\n[storage-policy:0]\nname = gold\ndefault = yes\n')
    write(os.path.join(ETC, 'localcache.py'), LOCALCACHE)
    filters = ''.join('[filter:%s]\nuse = egg:swift#%s\n%s\n' % (name, name.replace('-', '_'), SETTINGS.get(name, ''))
                      for name in FILTERS)
    for name in SERVERS:
        body = PROXY + filters if name == 'proxy' else STORAGE
        write(os.path.join(ETC, name + '.conf'), (COMMON + body).format(
            name=name, port=ports[name], user=pwd.getpwuid(os.geteuid()).pw_name, etc=ETC, folder=FOLDER,
            filters=' '.join(FILTERS)))


def write_rings(ports):
    from swift.common.ring import RingBuilder
    for name in ('account', 'container', 'object'):
        builder = RingBuilder(4, 1, 1)
        builder.add_dev(dict(id=0, region=1, zone=1, ip='127.0.0.1', port=ports[name], device='d1', weight=100.0,
                             replication_ip='127.0.0.1', replication_port=ports[name], meta=''))
        builder.rebalance(seed=1)
        builder.get_ring().save(os.path.join(ETC, name + '.ring.gz'))


class NoSyslog(logging.NullHandler):
    def __init__(self, *args, **kwargs):
        logging.NullHandler.__init__(self)


def prepare_swift():
    """Before other modules of Swift read the values."""
    from swift.common import utils
    utils.SWIFT_CONF_FILE = os.path.join(ETC, 'swift.conf')
    utils.validate_hash_conf()
    utils.ThreadSafeSysLogHandler = NoSyslog
    # The content of a test need not survive a power cut.
    utils.fsync = utils.fdatasync = lambda fd: None
    utils.fsync_dir = lambda path: None


def serve(name, listener, parent):
    """The rest of a child process."""
    os.setsid()
    # A killed parent leaves no server behind.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    log = os.open(os.path.join(LOG, name + '.log'), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    code = 1
    try:
        from swift.common import wsgi
        import swift.obj.server
        wsgi.get_socket = lambda conf: listener
        options = {'global_conf_callback': swift.obj.server.global_conf_callback} if name == 'object' else {}
        code = wsgi.run_wsgi(os.path.join(ETC, name + '.conf'), name + '-server', verbose=True, **options)
    finally:
        os._exit(code or 0)


def kill(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def kill_with_stdin(pids, stopping):
    sys.stdin.read()
    stopping.set()
    kill(pids)


def log_tail(name):
    with open(os.path.join(LOG, name + '.log')) as file:
        return file.read()[-2000:]


def main():
    for folder in (ETC, LOG, os.path.join(FOLDER, 'srv', 'd1')):
        os.makedirs(folder, exist_ok=True)
    os.environ.setdefault('PYTHONWARNINGS', 'ignore')
    sys.path.insert(0, ETC)
    import eventlet
    listeners = {name: eventlet.listen(('127.0.0.1', PORT if name == 'proxy' else 0), backlog=4096)
                 for name in SERVERS}
    ports = {name: listener.getsockname()[1] for name, listener in listeners.items()}
    write_configuration(ports)
    prepare_swift()
    write_rings(ports)
    # Loaded once, before the processes divide.
    import swift.account.server, swift.container.server, swift.obj.server, swift.proxy.server  # noqa: E401,F401

    pids = {}
    parent = os.getpid()
    for name in SERVERS:
        pid = os.fork()
        if pid == 0:
            for other, listener in listeners.items():
                if other != name:
                    listener.close()
            serve(name, listeners[name], parent)
        pids[pid] = name
    for listener in listeners.values():
        listener.close()
    print(json.dumps({'port': ports['proxy']}), flush=True)
    stopping = threading.Event()
    threading.Thread(target=kill_with_stdin, args=(list(pids), stopping), daemon=True).start()
    ended, _ = os.wait()
    name = pids.pop(ended)
    if not stopping.is_set():
        kill(pids)
    for pid in pids:
        os.waitpid(pid, 0)
    if not stopping.is_set():
        sys.exit('the %s server ended:\n%s' % (name, log_tail(name)))



main()
