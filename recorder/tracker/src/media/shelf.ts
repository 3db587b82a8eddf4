/** Pieces of media in IndexedDB, in a database of their own, from before they are sent. */

const STORE = 'pieces';

export interface Piece {
  /** session/kind/document/number: their order is the order of time. */
  id: string;
  kind: 'frame' | 'audio';
  token: string;
  /** The line of JSON that goes before the bytes. */
  head: string;
  bytes: ArrayBuffer;
}

export interface Shelf {
  put(piece: Piece): void;
  drop(id: string): void;
  /** What earlier pages of a session could not send. */
  left(session: string): Promise<Piece[]>;
  /** Forgets a session's pieces. */
  clear(session: string): void;
}

/** Where there is no database, or no room in it, the memory of this page has to do. */
export function openShelf(): Shelf {
  const opened = open().catch(() => undefined);

  async function change(work: (pieces: IDBObjectStore) => void): Promise<void> {
    try {
      const db = await opened;
      if (db) work(db.transaction(STORE, 'readwrite', { durability: 'relaxed' }).objectStore(STORE));
    } catch {
      // closed under us
    }
  }

  return {
    put: (piece) => void change((pieces) => pieces.put(piece)),
    drop: (id) => void change((pieces) => pieces.delete(id)),
    clear: (session) => void change((pieces) => pieces.delete(rangeOf(session))),
    async left(session) {
      try {
        const db = await opened;
        if (!db) return [];
        return await asked<Piece[]>(db.transaction(STORE).objectStore(STORE).getAll(rangeOf(session)));
      } catch {
        return [];
      }
    },
  };
}

// '0' is the character after '/'.
const rangeOf = (session: string): IDBKeyRange => IDBKeyRange.bound(`${session}/`, `${session}0`, false, true);

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('thinkaloud-media', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
  return asked<IDBDatabase>(request).then((db) => {
    db.onversionchange = () => db.close();
    return db;
  });
}

function asked<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });
}
