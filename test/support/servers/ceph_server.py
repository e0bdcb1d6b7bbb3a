"""Ceph with its S3 gateway, on loopback: one monitor, one OSD in memory, one radosgw.

usage: python3 ceph_server.py FOLDER

Prints one line of JSON ({"port": 8080}) when it answers, and stops when stdin is closed. Needs the Debian packages
ceph-mon, ceph-osd and radosgw.
"""
import ctypes
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

FOLDER = os.path.realpath(sys.argv[1])
CONFIGURATION = os.path.join(FOLDER, 'ceph.conf')
START_LIMIT_S = 120
PR_SET_PDEATHSIG = 1
# UID, access key, secret key.
USERS = (('tester', 'test:tester', 'testing'), ('stranger', 'test:stranger', 'stranger-key'))

# Each with its rights.
KEYS = (('mon.', 'mon', 'allow *'), ('client.admin', 'mon', 'allow *', 'osd', 'allow *'),
        ('osd.0', 'mon', 'allow profile osd', 'osd', 'allow *'),
        ('client.rgw', 'mon', 'allow rwx', 'osd', 'allow rwx'))

TEXT = '''[global]
fsid = {fsid}
mon_host = [v2:127.0.0.1:{msgr2},v1:127.0.0.1:{msgr1}]
keyring = {folder}/keyring
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_data = {folder}/mon
osd_data = {folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
run_dir = {folder}/run
admin_socket = {folder}/run/$name.asok
log_file = {folder}/log/$name.log
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
mon_data_avail_crit = 1
mon_data_avail_warn = 1
rgw_data = {folder}/rgw
rgw_thread_pool_size = 16
rgw_enable_usage_log = false
rgw_enable_gc_threads = true
'''


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(('127.0.0.1', 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def die_with_parent():
    # A killed parent leaves no server behind.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run(*argv):
    result = subprocess.run([argv[0], '-c', CONFIGURATION, *argv[1:]], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=START_LIMIT_S)
    if result.returncode != 0:
        raise RuntimeError('%s failed:\n%s' % (' '.join(argv), result.stdout.decode()[-2000:]))
    return result.stdout.decode()


def serve(*argv):
    log = open(os.path.join(FOLDER, 'log', os.path.basename(argv[0]) + '.out'), 'ab')
    return subprocess.Popen([argv[0], '-f', '-c', CONFIGURATION, *argv[1:]], stdin=subprocess.DEVNULL, stdout=log,
                            stderr=log, preexec_fn=die_with_parent)


def wait_for_answer(port, processes):
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        for process in processes:
            if process.poll() is not None:
                raise RuntimeError('%s ended with %d: see %s/log' % (process.args[0], process.returncode, FOLDER))
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=5)
        try:
            connection.request('GET', '/')
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError('no answer within %d s' % START_LIMIT_S)


def start(processes):
    for name in ('mon', 'osd', 'run', 'log', 'rgw'):
        os.makedirs(os.path.join(FOLDER, name), exist_ok=True)
    msgr1, msgr2, port = free_ports(3)
    fsid = str(uuid.uuid4())
    with open(CONFIGURATION, 'w') as file:
        file.write(TEXT.format(fsid=fsid, msgr1=msgr1, msgr2=msgr2, folder=FOLDER))
    monmap = os.path.join(FOLDER, 'monmap')
    subprocess.run(['monmaptool', '--create', '--fsid', fsid, '--addv', 'a',
                    '[v2:127.0.0.1:%d,v1:127.0.0.1:%d]' % (msgr2, msgr1), monmap],
                   check=True, stdout=subprocess.DEVNULL)
    keyring = os.path.join(FOLDER, 'keyring')
    for index, (name, *rights) in enumerate(KEYS):
        caps = [part for pair in zip(rights[::2], rights[1::2]) for part in ('--cap', *pair)]
        subprocess.run(['ceph-authtool', *(['--create-keyring'] if index == 0 else []), keyring, '--gen-key', '-n', name,
                        *caps], check=True, stdout=subprocess.DEVNULL)
    run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', monmap, '--keyring', keyring)
    processes.append(serve('ceph-mon', '-i', 'a'))
    osd = str(uuid.uuid4())
    run('ceph', 'osd', 'create', osd, '0')
    run('ceph-osd', '--mkfs', '-i', '0', '--osd-uuid', osd)
    processes.append(serve('ceph-osd', '-i', '0'))
    # It creates its pools.
    processes.append(serve('radosgw', '-n', 'client.rgw', '--rgw-frontends',
                           'beast endpoint=127.0.0.1:%d' % port))
    wait_for_answer(port, processes)
    for uid, access, secret in USERS:
        run('radosgw-admin', 'user', 'create', '--uid', uid, '--display-name', uid, '--access-key', access,
            '--secret-key', secret)
    return port


def kill(processes):
    for process in reversed(processes):
        if process.poll() is None:
            process.kill()
    for process in processes:
        process.wait()


def kill_with_stdin(processes):
    sys.stdin.read()
    kill(processes)
    os._exit(0)


def main():
    processes = []
    threading.Thread(target=kill_with_stdin, args=(processes,), daemon=True).start()
    try:
        port = start(processes)
    except Exception as error:
        kill(processes)
        sys.exit(str(error))
    print(json.dumps({'port': port}), flush=True)
    for process in processes:
        process.wait()


main()
