/** Bytes of the smallest message that is compressed. Below, deflate costs time and often adds bytes. */
export const compressFromBytes = 1024;
